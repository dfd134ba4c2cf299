import { type ReactElement, useMemo } from 'react';
import { type CostName, type ParetoDatum, paretoScene } from '../figure/pareto.ts';
import type { Size } from '../geometry.ts';
import { MarkShape } from './MarkShape.tsx';
import { MarksCanvas } from './MarksCanvas.tsx';
import { useSize } from './useSize.ts';

export interface MiniParetoProps {
  readonly data: readonly ParetoDatum[];
  readonly cost: CostName;
  readonly generations: number;
  /** Summary read out instead of the picture. */
  readonly label: string;
}

/** Beyond so many marks those off the front are painted, not drawn. */
const DRAWN_LIMIT = 400;

/** A Pareto picture for cards: no axes, no interaction; fills its parent, whose height must be set. */
export function MiniPareto(props: MiniParetoProps): ReactElement {
  const { ref, size } = useSize<HTMLDivElement>();
  return (
    <div ref={ref} className="nc-figure nc-mini" role="img" aria-label={props.label}>
      {size !== null && size.width > 0 && <SizedMini {...props} size={size} />}
    </div>
  );
}

function SizedMini({
  data,
  cost,
  generations,
  size,
}: MiniParetoProps & { readonly size: Size }): ReactElement {
  const scene = useMemo(
    () => paretoScene(data, size, { cost, xScale: 'log', generations, frame: 'bare' }),
    [data, size, cost, generations],
  );
  const isCrowded = scene.marks.length > DRAWN_LIMIT;
  const drawn = isCrowded ? scene.marks.filter((mark) => mark.shape === 'diamond') : scene.marks;
  return (
    <>
      {isCrowded && (
        <MarksCanvas marks={scene.marks.filter((mark) => mark.shape !== 'diamond')} size={size} />
      )}
      <svg width={scene.width} height={scene.height} className="nc-svg" aria-hidden="true">
        {scene.frontArea !== null && <path className="nc-front-area" d={scene.frontArea} />}
        {scene.frontPath !== null && <path className="nc-front-line" d={scene.frontPath} />}
        {drawn.map((mark) => (
          <g
            key={mark.id}
            className={`nc-mark nc-moving nc-${mark.shape}`}
            style={{ transform: `translate(${mark.x}px, ${mark.y}px)` }}
            data-shade={mark.shade}
          >
            <MarkShape shape={mark.shape} radius={mark.radius} />
          </g>
        ))}
      </svg>
    </>
  );
}
