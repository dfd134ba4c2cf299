import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3';
import { roundPixel } from './geometry.ts';

export type ScaleKind = 'linear' | 'log';
export type NumericScale = ScaleContinuousNumeric<number, number>;

export interface Tick {
  readonly value: number;
  /** Pixels along the axis, in the figure's coordinates. */
  readonly position: number;
  readonly label: string;
}

export interface AxisScene {
  readonly title: string;
  readonly ticks: readonly Tick[];
}

/** `[least, greatest]` widened so that marks at the ends keep clear of the frame; `none` when there is no value. */
export function paddedExtent(
  values: readonly number[],
  kind: ScaleKind,
  none: readonly [number, number],
): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return none;
  if (kind === 'log') {
    const floor = Math.max(low, Number.MIN_VALUE);
    const margin = Math.max((high / floor) ** 0.06, 1.08);
    return [floor / margin, high * margin];
  }
  if (low === 0 && high === 0) return none;
  const margin = Math.max((high - low) * 0.07, Math.abs(high) * 0.01, 1e-9);
  return [low - margin, high + margin];
}

/** A scale from the domain to pixels. */
export function makeScale(
  kind: ScaleKind,
  domain: readonly [number, number],
  range: readonly [number, number],
): NumericScale {
  const scale = kind === 'log' ? scaleLog() : scaleLinear();
  return scale.domain([...domain]).range([...range]);
}

/**
 * About `count` ticks of a scale. A logarithmic axis gets whole decades, or 1-2-5 steps, or all digits, whichever is the
 * richest that still fits; one narrower than that gets linear steps.
 */
export function makeTicks(
  scale: NumericScale,
  kind: ScaleKind,
  count: number,
  label: (value: number) => string,
): readonly Tick[] {
  const values = kind === 'log' ? logTicks(scale, count) : scale.ticks(count);
  return values.map((value) => ({ value, position: roundPixel(scale(value)), label: label(value) }));
}

/** Below this ratio of its ends a logarithmic axis is nearly linear, and digits leave half of it without a tick. */
const NARROW = 3;

const LOG_STEPS: readonly (readonly number[])[] = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1]];

function logTicks(scale: NumericScale, count: number): readonly number[] {
  const [low = 1, high = 1] = scale.domain();
  if (high / low < NARROW) return linearTicks(low, high, count);
  for (const steps of LOG_STEPS) {
    const values: number[] = [];
    for (let decade = Math.floor(Math.log10(low)); decade <= Math.ceil(Math.log10(high)); decade += 1) {
      for (const step of steps) {
        const value = Number((step * 10 ** decade).toPrecision(12));
        if (value >= low && value <= high) values.push(value);
      }
    }
    if (values.length <= count) return values.length >= 2 ? values : linearTicks(low, high, count);
  }
  const stride = Math.ceil((Math.log10(high) - Math.log10(low)) / count);
  return scale.ticks().filter((value) => Math.round(Math.log10(value)) % stride === 0 && isDecade(value));
}

function linearTicks(low: number, high: number, count: number): readonly number[] {
  return scaleLinear().domain([low, high]).ticks(Math.min(count, 5));
}

function isDecade(value: number): boolean {
  const power = Math.log10(value);
  return Math.abs(power - Math.round(power)) < 1e-9;
}
