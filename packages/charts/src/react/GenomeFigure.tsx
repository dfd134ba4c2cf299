import type { ReactElement } from 'react';
import { bow } from '../figure/bow.ts';
import type { GenomePhase } from '../figure/genome.ts';

interface GenomeFigureProps {
  readonly phase: GenomePhase;
  /** Name of the phase for the accessible label, e.g. `Phase 1`. */
  readonly name: string;
}

const STEP = 34;
const PAD = 14;

/** One phase of a macro genome as an arc diagram: nodes on a line, connections above it, the skip connection below. */
export function GenomeFigure({ phase, name }: GenomeFigureProps): ReactElement {
  const { nodes, arcs, skip, givers } = phase;
  const reach = arcs.reduce((most, arc) => Math.max(most, arc.to - arc.from), 1);
  const baseline = PAD + Math.max(1, reach - 1) * 13 + 6;
  const height = baseline + (skip ? 30 : PAD);
  const x = (node: number): number => PAD + (node - 1) * STEP;
  const width = x(nodes) + PAD;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={arcText(phase, name)}
    >
      {skip && (
        <path className="nc-skip" data-giver={givers?.at(-1)} d={bow(x(1), x(nodes), baseline, -12)} />
      )}
      {arcs.map((arc) => (
        <path
          key={`${arc.from}-${arc.to}`}
          className="nc-arc"
          data-giver={arc.giver}
          d={bow(x(arc.from), x(arc.to), baseline, (arc.to - arc.from - 1) * 13)}
        />
      ))}
      {Array.from({ length: nodes }, (_, index) => index + 1).map((node) => {
        const used = arcs.some((arc) => arc.from === node || arc.to === node);
        return (
          <g key={node} transform={`translate(${x(node)} ${baseline})`}>
            <circle className={used ? 'nc-node' : 'nc-node nc-node-idle'} r={8} />
            <text className="nc-node-label" textAnchor="middle" dy="0.34em">
              {node}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function arcText({ arcs, skip, active }: GenomePhase, name: string): string {
  if (!active) return `${name}: no connections, the phase is left out of the network`;
  const list = arcs.map((arc) => `${arc.from} to ${arc.to}`).join(', ');
  return `${name}: ${list}${skip ? ', and input to output' : ''}`;
}
