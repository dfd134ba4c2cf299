import { type ReactElement, useMemo } from 'react';
import { type CellVertex, cellScene, cellText, type GenomeCell } from '../figure/cell.ts';
import { CellEdges } from './CellEdges.tsx';

/**
 * A cell of a micro genome as an arc diagram: its inputs and blocks on a line, what a block adds up as an arc above and
 * an arc below it. Solid lines are convolutions (thicker for larger kernels), dotted ones pools, dashed ones skip
 * connections; a ring marks blocks that are part of the output.
 */
export function CellFigure({ cell }: { readonly cell: GenomeCell }): ReactElement {
  const { width, height, baseline, vertices, edges } = useMemo(() => cellScene(cell, 'labelled'), [cell]);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      className="nc-cell"
      role="img"
      aria-label={cellText(cell)}
    >
      <CellEdges edges={edges} />
      {vertices.map((vertex) => (
        <g key={vertex.label} transform={`translate(${vertex.x} ${baseline})`}>
          <Vertex vertex={vertex} />
        </g>
      ))}
    </svg>
  );
}

function Vertex({ vertex: { kind, leaf, label } }: { readonly vertex: CellVertex }): ReactElement {
  return (
    <>
      {leaf && <circle className="nc-leaf" r={11.5} />}
      {kind === 'input' ? (
        <rect className="nc-node nc-node-idle" x={-16} y={-9} width={32} height={18} rx={9} />
      ) : (
        <circle className="nc-node" r={8} />
      )}
      <text className="nc-node-label" textAnchor="middle" dy="0.34em">
        {label}
      </text>
    </>
  );
}
