import type { Recipe } from '@naschain/protocol';

const HALF_PI = 1.5707963267948966;

/** Learning rate of a step, counted from 0 over all epochs: linear up to the peak during the warm-up, then half a cosine. */
export function learningRateOf(
  { learningRate, epochs, warmupEpochs = 0 }: Recipe,
  step: number,
  stepsPerEpoch: number,
): number {
  const warmup = warmupEpochs * stepsPerEpoch;
  if (step < warmup) return (learningRate * (step + 1)) / warmup;
  return cosineRate(learningRate, step - warmup, epochs * stepsPerEpoch - warmup);
}

/**
 * Half a cosine from `peak` down to 0 at `steps` (Loshchilov and Hutter 2017,
 * without restarts), as peak * cos^2(pi/2 * step/steps), which is the same.
 */
export function cosineRate(peak: number, step: number, steps: number): number {
  const cosine = cosineOf((HALF_PI * step) / steps);
  return peak * (cosine * cosine);
}

/** cos(x) for 0 <= x <= pi/2 by its Taylor series up to x^22 (error below 1e-18): `Math.cos` differs between engines in the last bits. */
function cosineOf(x: number): number {
  const square = x * x;
  let sum = 1;
  for (let n = 22; n > 0; n -= 2) sum = 1 - (square / (n * (n - 1))) * sum;
  return sum;
}

/** Probability of drop path in an epoch, counted from 1: rises by equal steps from 0 in the first, as in NASNet and DARTS. */
export function dropPathOf({ dropPath = 0, epochs }: Recipe, epoch: number): number {
  return (dropPath * (epoch - 1)) / epochs;
}
