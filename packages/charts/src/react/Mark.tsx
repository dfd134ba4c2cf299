import { memo, type ReactElement } from 'react';
import type { ParetoMark } from '../figure/pareto.ts';
import { MarkShape } from './MarkShape.tsx';

interface MarkProps {
  readonly mark: ParetoMark;
  readonly state: 'plain' | 'active' | 'selected';
  readonly glowing: boolean;
}

function MarkView({ mark, state, glowing }: MarkProps): ReactElement {
  return (
    <g
      className={`nc-mark nc-moving nc-${mark.shape}`}
      style={{ transform: `translate(${mark.x}px, ${mark.y}px)` }}
      data-testid="pareto-point"
      data-individual={mark.id}
      data-front={mark.shape === 'diamond'}
      data-evaluated={mark.shape !== 'ring'}
      data-state={state}
      data-shade={mark.shade}
    >
      {glowing && <circle className="nc-glow" r={mark.radius + 4} />}
      {state !== 'plain' && <circle className="nc-halo" r={mark.radius + 5} />}
      <MarkShape shape={mark.shape} radius={mark.radius} />
    </g>
  );
}

/** One individual. Redrawn only when something visible about it changes: a scene of thousands is rebuilt often. */
export const Mark = memo(
  MarkView,
  (before, after) =>
    before.state === after.state &&
    before.glowing === after.glowing &&
    before.mark.id === after.mark.id &&
    before.mark.x === after.mark.x &&
    before.mark.y === after.mark.y &&
    before.mark.radius === after.mark.radius &&
    before.mark.shape === after.mark.shape &&
    before.mark.shade === after.mark.shade,
);
