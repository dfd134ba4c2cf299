import { exp, ln, normalDistribution } from '../numeric.ts';

/**
 * The scale on which errors are predicted: ln(error + offset). Errors are positive, differ by ratios, and what matters is
 * told apart among the small ones.
 */
const OFFSET = 0.1;

export function toScale(error: number): number {
  return ln(error + OFFSET);
}

export function fromScale(value: number): number {
  return Math.max(0, exp(value) - OFFSET);
}

/** Standard deviation in percent of an error with this mean and standard deviation on the scale, to first order. */
export function deviationInPercent(mean: number, deviation: number): number {
  return exp(mean) * deviation;
}

/** Expected value of max(0, threshold - error) in percent: that of a log-normal error. */
export function expectedShortfall(threshold: number, mean: number, deviation: number): number {
  const level = threshold + OFFSET;
  const d = (ln(level) - mean) / deviation;
  if (d < -6) return 0;
  const gain =
    level * normalDistribution(d) -
    exp(mean + 0.5 * deviation * deviation) * normalDistribution(d - deviation);
  return Math.max(0, gain);
}

/** How many standard deviations the expected error lies below the threshold. */
export function promise(threshold: number, mean: number, deviation: number): number {
  return (toScale(threshold) - mean) / deviation;
}
