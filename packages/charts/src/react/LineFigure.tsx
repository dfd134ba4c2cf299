import { type ReactElement, type ReactNode, useMemo } from 'react';
import { type LineDatum, type LineOptions, type LineScene, lineScene } from '../figure/line.ts';
import type { Size } from '../geometry.ts';
import { Axes } from './Axes.tsx';
import { ChartSurface } from './ChartSurface.tsx';
import { Tooltip } from './Tooltip.tsx';
import { useCursor } from './useCursor.ts';
import { useSize } from './useSize.ts';

export interface LineFigureProps {
  readonly data: readonly LineDatum[];
  readonly options: LineOptions;
  /** Summary read out instead of the picture. */
  readonly label: string;
  /** Written at the last point. */
  readonly lastLabel: string;
  /** One point in words. */
  readonly describe: (id: string) => string;
  readonly renderTooltip: (id: string) => ReactNode;
}

const RADIUS = 3.5;
/** Half the width of a label, in pixels. */
const LABEL_ROOM = 24;

/** A line chart of one quantity; fills its parent, whose height must be set. */
export function LineFigure(props: LineFigureProps): ReactElement {
  const { ref, size } = useSize<HTMLDivElement>();
  return (
    <div ref={ref} className="nc-figure">
      {size !== null && size.width > 0 && <SizedLine {...props} size={size} />}
    </div>
  );
}

function SizedLine(props: LineFigureProps & { readonly size: Size }): ReactElement {
  const { data, options, size } = props;
  const scene = useMemo(() => lineScene(data, size, options), [data, size, options]);
  const order = scene.points.map((point) => point.id);
  const cursor = useCursor({ order, climb: order, find: (x) => nearestInX(scene, x), onChoose: () => {} });
  const last = scene.points.at(-1);
  const active = scene.points.find((point) => point.id === cursor.activeId);
  return (
    <>
      <ChartSurface
        size={size}
        label={props.label}
        cursor={cursor}
        activeText={active === undefined ? null : props.describe(active.id)}
        activeSelected={false}
      >
        <Axes plot={scene.plot} xAxis={scene.xAxis} yAxis={scene.yAxis} baseline={scene.plot.bottom} />
        {scene.path !== null && <path className="nc-line" d={scene.path} />}
        {last !== undefined && (
          <text
            className="nc-line-label nc-moving"
            style={{ transform: `translate(${last.x}px, ${last.y}px)` }}
            y={-10}
            textAnchor={anchorAt(last.x, scene)}
          >
            {props.lastLabel}
          </text>
        )}
        {scene.points.map((point) => (
          <circle
            key={point.id}
            className="nc-line-point nc-moving"
            style={{ transform: `translate(${point.x}px, ${point.y}px)` }}
            r={point.id === active?.id ? RADIUS + 1.5 : RADIUS}
          />
        ))}
      </ChartSurface>
      {active !== undefined && (
        <Tooltip anchor={{ x: active.x, y: active.y, radius: RADIUS }} bounds={size}>
          {props.renderTooltip(active.id)}
        </Tooltip>
      )}
    </>
  );
}

/** Keeps a label at `x` within the plot. */
function anchorAt(x: number, { plot }: LineScene): 'start' | 'middle' | 'end' {
  if (x > plot.right - LABEL_ROOM) return 'end';
  return x < plot.left + LABEL_ROOM ? 'start' : 'middle';
}

/** The point whose x is nearest to a pixel position. */
function nearestInX(scene: LineScene, x: number): string | null {
  let best: string | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const point of scene.points) {
    if (Math.abs(point.x - x) >= distance) continue;
    distance = Math.abs(point.x - x);
    best = point.id;
  }
  return best;
}
