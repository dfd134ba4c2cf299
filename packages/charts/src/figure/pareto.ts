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

/** What a network costs; one is the x axis, the other the size of the marks. */
export type CostName = 'flops' | 'params';

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
  /** Trained for a part of the epochs only (a lower rung of successive halving): its accuracy is not final. */
  readonly short: boolean;
}

export interface ParetoOptions {
  /** What the x axis shows. */
  readonly cost: CostName;
  readonly xScale: ScaleKind;
  /** Generations of the whole search: fixes the meaning of the colours while it runs. */
  readonly generations: number;
  /** `bare`: no axes, small marks, for cards. */
  readonly frame: 'axes' | 'bare';
}

/**
 * `diamond`: on the front. `circle`: trained in full, dominated. `triangle`: trained in part. `ring`: still in training,
 * drawn in the lane below the plot at its known cost.
 */
export type MarkShapeName = 'diamond' | 'circle' | 'triangle' | 'ring';

export interface ParetoMark {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** Pixels; the area is proportional to the cost that is not on the x axis. Small for `ring` and `triangle`. */
  readonly radius: number;
  readonly shape: MarkShapeName;
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
  axes: { left: 48, top: 28, right: 20, bottom: 44, lane: 28, small: 3, least: 2.5, greatest: 9, crowd: 60 },
  bare: { left: 8, top: 8, right: 8, bottom: 4, lane: 12, small: 2, least: 1.5, greatest: 6, crowd: 80 },
} as const;

const COST_TITLE: Record<CostName, string> = { flops: 'FLOPs per image', params: 'Parameters' };

/** Accuracy over cost, one mark per individual. */
export function paretoScene(data: readonly ParetoDatum[], size: Size, options: ParetoOptions): ParetoScene {
  const frame = FRAMES[options.frame];
  const { cost } = options;
  const other: CostName = cost === 'flops' ? 'params' : 'flops';
  const hasLane = data.some((datum) => datum.accuracy === null);
  const bottom = size.height - frame.bottom - (hasLane ? frame.lane : 0);
  const plot = { left: frame.left, top: frame.top, right: size.width - frame.right, bottom };
  const laneY = hasLane ? bottom + frame.lane / 2 + 2 : null;
  const x = makeScale(
    options.xScale,
    paddedExtent(
      data.map((datum) => datum[cost]),
      options.xScale,
      [1e6, 1e8],
    ),
    [plot.left, plot.right],
  );
  const y = makeScale('linear', accuracyDomain(data), [plot.bottom, plot.top]);
  const radius = radiusOf(data, other, frame, plot.right - plot.left);
  const marks = data.map((datum): ParetoMark => {
    const place = datum.accuracy === null ? (laneY ?? plot.bottom) : y(datum.accuracy);
    return {
      id: datum.id,
      x: roundPixel(x(datum[cost])),
      y: roundPixel(place),
      radius: radius(datum),
      shape: shapeOf(datum),
      shade: generationShade(datum.generation, options.generations),
    };
  });
  return {
    ...size,
    plot,
    laneY,
    xAxis: {
      title: `${COST_TITLE[cost]}${options.xScale === 'log' ? ', log scale' : ''}`,
      ticks: makeTicks(x, options.xScale, Math.max(2, Math.floor((plot.right - plot.left) / 76)), tickLabel),
    },
    yAxis: {
      title: 'Validation accuracy, %',
      ticks: makeTicks(y, 'linear', Math.max(2, Math.floor((plot.bottom - plot.top) / 56)), tickLabel),
    },
    marks,
    ...frontPaths(data, (datum) => x(datum[cost]), y, plot),
  };
}

function accuracyDomain(data: readonly ParetoDatum[]): readonly [number, number] {
  const values = data.flatMap((datum) => (datum.accuracy === null ? [] : [datum.accuracy]));
  const [low, high] = paddedExtent(values, 'linear', [0, 100]);
  const middle = (low + high) / 2;
  const half = Math.max((high - low) / 2, 1.5);
  return [Math.max(-2, middle - half), Math.min(102, middle + half)];
}

function shapeOf({ accuracy, front, short }: ParetoDatum): MarkShapeName {
  if (accuracy === null) return 'ring';
  if (short) return 'triangle';
  return front ? 'diamond' : 'circle';
}

/** Radii by `cost`, within what the frame and the width of its plot allow. */
function radiusOf(
  data: readonly ParetoDatum[],
  cost: CostName,
  { least, greatest, small, crowd }: (typeof FRAMES)[keyof typeof FRAMES],
  width: number,
): (datum: ParetoDatum) => number {
  const most = data.reduce((largest, datum) => Math.max(largest, datum[cost]), 1);
  const full = Math.min(greatest, width / crowd);
  return (datum) => {
    if (datum.accuracy === null) return least;
    if (datum.short) return small;
    return roundPixel(Math.max(least, full * Math.sqrt(Math.max(0, datum[cost]) / most)));
  };
}

/**
 * The attained accuracy as the cost grows: a staircase, since nothing between two members has been reached. Members that owe
 * their place to an objective that is not on the axes lie below it.
 */
function frontPaths(
  data: readonly ParetoDatum[],
  x: (datum: ParetoDatum) => number,
  y: NumericScale,
  plot: PlotRect,
): { frontPath: string | null; frontArea: string | null } {
  const members = data
    .flatMap((datum) =>
      datum.front && datum.accuracy !== null ? [{ x: x(datum), accuracy: datum.accuracy }] : [],
    )
    .sort((a, b) => a.x - b.x || a.accuracy - b.accuracy);
  let best = Number.NEGATIVE_INFINITY;
  const steps = members.flatMap((member): [number, number][] => {
    if (member.accuracy <= best) return [];
    best = member.accuracy;
    return [[roundPixel(member.x), roundPixel(y(member.accuracy))]];
  });
  const first = steps[0];
  const last = steps.at(-1);
  if (first === undefined || last === undefined) return { frontPath: null, frontArea: null };
  const stairs: [number, number][] = [[first[0], plot.bottom], ...steps, [plot.right, last[1]]];
  return {
    frontPath: line().curve(curveStepAfter)(stairs),
    frontArea: area().curve(curveStepAfter).y0(plot.bottom)(stairs),
  };
}
