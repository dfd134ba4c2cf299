import { line } from 'd3';
import { type AxisScene, makeScale, makeTicks, paddedExtent } from '../axis.ts';
import { type PlotRect, roundPixel, type Size } from '../geometry.ts';

export interface LineDatum {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface LineOptions {
  readonly xTitle: string;
  readonly yTitle: string;
  /** Whole range of x, so that the line grows into a fixed frame. */
  readonly xDomain: readonly [number, number];
  /** Least and greatest possible y. */
  readonly yBounds: readonly [number, number];
  /** `data`: the axis spans the values and some air, within the bounds. `bounds`: it spans the bounds. */
  readonly yFrame: 'data' | 'bounds';
  readonly xLabel: (value: number) => string;
  readonly yLabel: (value: number) => string;
}

export interface LinePoint {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface LineScene extends Size {
  readonly plot: PlotRect;
  readonly xAxis: AxisScene;
  readonly yAxis: AxisScene;
  readonly points: readonly LinePoint[];
  readonly path: string | null;
}

const MARGIN = { left: 48, top: 28, right: 20, bottom: 40 } as const;

/** One measured quantity over whole steps, e.g. hypervolume per generation. */
export function lineScene(data: readonly LineDatum[], size: Size, options: LineOptions): LineScene {
  const plot = {
    left: MARGIN.left,
    top: MARGIN.top,
    right: size.width - MARGIN.right,
    bottom: size.height - MARGIN.bottom,
  };
  const [least, greatest] = options.xDomain;
  const x = makeScale('linear', [least, Math.max(greatest, least + 1)], [plot.left + 8, plot.right - 8]);
  const values = data.map((datum) => datum.y);
  const [low, high] =
    options.yFrame === 'bounds' ? options.yBounds : paddedExtent(values, 'linear', options.yBounds);
  const y = makeScale(
    'linear',
    [Math.max(options.yBounds[0], low), Math.min(options.yBounds[1], high)],
    [plot.bottom, plot.top],
  );
  const points = data.map((datum) => ({
    id: datum.id,
    x: roundPixel(x(datum.x)),
    y: roundPixel(y(datum.y)),
  }));
  const tickCount = Math.max(2, Math.floor((plot.right - plot.left) / 56));
  return {
    ...size,
    plot,
    xAxis: {
      title: options.xTitle,
      ticks: makeTicks(x, 'linear', tickCount, options.xLabel).filter((tick) => Number.isInteger(tick.value)),
    },
    yAxis: {
      title: options.yTitle,
      ticks: makeTicks(y, 'linear', Math.max(2, Math.floor((plot.bottom - plot.top) / 36)), options.yLabel),
    },
    points,
    path: points.length > 1 ? line()(points.map((point): [number, number] => [point.x, point.y])) : null,
  };
}
