import { Random } from './random.ts';

/** How a training step drops the paths of a network with `dropPath` ops. */
export interface DropPath {
  /** That an op's output is dropped, for each image by itself: from 0 to below 1. */
  readonly probability: number;
  /** 0 to 2^32 - 1; a new one for each step. */
  readonly seed: number;
}

/** Stream of the seed that the factors are drawn from; part of the numerics contract. */
const STREAM = 2;

/** For each of `ops` ops what it multiplies each image's map by: 0 or 1 / (1 - probability). */
export function dropPathFactors(
  ops: number,
  images: number,
  { probability, seed }: DropPath,
): Float32Array[] {
  const random = new Random(seed, STREAM);
  const kept = Math.fround(1 / (1 - probability));
  return Array.from({ length: ops }, () =>
    Float32Array.from({ length: images }, () => (random.unit() < probability ? 0 : kept)),
  );
}
