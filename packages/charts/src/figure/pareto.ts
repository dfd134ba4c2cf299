import { area, curveStepAfter, line } from 'd3';
import {
  type AxisScene,
  makeScale,
  makeTicks,
  type NumericScale,
  paddedExtent,
  type ScaleKind,
} from '../axis.ts';
import { tickLabel } from '../format.ts';
import { type PlotRect, roundPixel, type Size } from '../geometry.ts';
import { generationShade } from '../palette.ts';

/** One individual of a search. */
export interface ParetoDatum {
  readonly id: string;
  /** FLOPs of one image. */
  readonly flops: number;
  /** Validation accuracy in percent; null while it is being trained. */
  readonly accuracy: number | null;
  readonly params: number;
  /** From 0. */
  readonly generation: number;
  readonly front: boolean;
}

export interface ParetoOptions {
  readonly xScale: ScaleKind;
  /** Generations of the whole search: fixes the meaning of the colours while it runs. */
  readonly generations: number;
  /** `bare`: no axes, small marks, for cards. */
  readonly frame: 'axes' | 'bare';
}

export interface ParetoMark {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** Pixels; the area is proportional to the parameters. */
  readonly radius: number;
  /** `ring`: still in training, drawn in the lane below the plot at its known FLOPs. */
  readonly shape: 'diamond' | 'circle' | 'ring';
  /** Step of the generation ramp. */
  readonly shade: number;
}

export interface ParetoScene extends Size {
  readonly plot: PlotRect;
  /** Centre line of the lane of networks in training, or null when there are none. */
  readonly laneY: number | null;
  readonly xAxis: AxisScene;
  readonly yAxis: AxisScene;
  /** In the order of the data. */
  readonly marks: readonly ParetoMark[];
  /** Staircase through the front, and the area it dominates; null without a front. */
  readonly frontPath: string | null;
  readonly frontArea: string | null;
}

/** Margins and mark radii in pixels; `crowd` is the plot width per pixel of the greatest radius, so that small figures get small marks. */
const FRAMES = {
  axes: { left: 48, top: 28, right: 20, bottom: 44, lane: 28, least: 2.5, greatest: 9, crowd: 60 },
  bare: { left: 8, top: 8, right: 8, bottom: 4, lane: 12, least: 1.5, greatest: 6, crowd: 80 },
} as const;

/** Accuracy over FLOPs, one mark per individual. */
export function paretoScene(data: readonly ParetoDatum[], size: Size, options: ParetoOptions): ParetoScene {
  const frame = FRAMES[options.frame];
  const hasLane = data.some((datum) => datum.accuracy === null);
  const bottom = size.height - frame.bottom - (hasLane ? frame.lane : 0);
  const plot = { left: frame.left, top: frame.top, right: size.width - frame.right, bottom };
  const laneY = hasLane ? bottom + frame.lane / 2 + 2 : null;
  const x = makeScale(
    options.xScale,
    paddedExtent(
      data.map((datum) => datum.flops),
      options.xScale,
      [1e6, 1e8],
    ),
    [plot.left, plot.right],
  );
  const y = makeScale('linear', accuracyDomain(data), [plot.bottom, plot.top]);
  const radius = radiusOf(
    data,
    frame.least,
    Math.min(frame.greatest, (plot.right - plot.left) / frame.crowd),
  );
  const marks = data.map((datum): ParetoMark => {
    const place = datum.accuracy === null ? (laneY ?? plot.bottom) : y(datum.accuracy);
    return {
      id: datum.id,
      x: roundPixel(x(datum.flops)),
      y: roundPixel(place),
      radius: datum.accuracy === null ? frame.least : roundPixel(radius(datum.params)),
      shape: datum.accuracy === null ? 'ring' : datum.front ? 'diamond' : 'circle',
      shade: generationShade(datum.generation, options.generations),
    };
  });
  return {
    ...size,
    plot,
    laneY,
    xAxis: {
      title: `FLOPs per image${options.xScale === 'log' ? ', log scale' : ''}`,
      ticks: makeTicks(x, options.xScale, Math.max(2, Math.floor((plot.right - plot.left) / 76)), tickLabel),
    },
    yAxis: {
      title: 'Validation accuracy, %',
      ticks: makeTicks(y, 'linear', Math.max(2, Math.floor((plot.bottom - plot.top) / 56)), tickLabel),
    },
    marks,
    ...frontPaths(data, x, y, plot),
  };
}

function accuracyDomain(data: readonly ParetoDatum[]): readonly [number, number] {
  const values = data.flatMap((datum) => (datum.accuracy === null ? [] : [datum.accuracy]));
  const [low, high] = paddedExtent(values, 'linear', [0, 100]);
  const middle = (low + high) / 2;
  const half = Math.max((high - low) / 2, 1.5);
  return [Math.max(-2, middle - half), Math.min(102, middle + half)];
}

function radiusOf(data: readonly ParetoDatum[], least: number, greatest: number): (params: number) => number {
  const most = data.reduce((largest, datum) => Math.max(largest, datum.params), 1);
  return (params) => Math.max(least, greatest * Math.sqrt(Math.max(0, params) / most));
}

/** The attained accuracy as FLOPs grow: a staircase, since nothing between two members has been reached. */
function frontPaths(
  data: readonly ParetoDatum[],
  x: NumericScale,
  y: NumericScale,
  plot: PlotRect,
): { frontPath: string | null; frontArea: string | null } {
  const members = data
    .flatMap((datum) =>
      datum.front && datum.accuracy !== null ? [{ flops: datum.flops, accuracy: datum.accuracy }] : [],
    )
    .sort((a, b) => a.flops - b.flops || a.accuracy - b.accuracy)
    .map((datum): [number, number] => [roundPixel(x(datum.flops)), roundPixel(y(datum.accuracy))]);
  const first = members[0];
  const last = members.at(-1);
  if (first === undefined || last === undefined) return { frontPath: null, frontArea: null };
  const stairs: [number, number][] = [[first[0], plot.bottom], ...members, [plot.right, last[1]]];
  return {
    frontPath: line().curve(curveStepAfter)(stairs),
    frontArea: area().curve(curveStepAfter).y0(plot.bottom)(stairs),
  };
}
