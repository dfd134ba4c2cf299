import { type Plan, Random } from '@naschain/exact';

export interface DropPath {
  /** That an op's output is dropped, for each image by itself. */
  readonly probability: number;
  readonly seed: number;
}

/** Stream of the seed, as in the exact engine. */
const STREAM = 2;

/** By `dropPath` op, what it multiplies each image's map by: 0 or 1 / (1 - probability), so that the mean stays. */
export function pathFactors(
  plan: Plan,
  images: number,
  { probability, seed }: DropPath,
): ReadonlyMap<number, Float32Array> {
  const random = new Random(seed, STREAM);
  const ops = [...plan.ops.keys()].filter((index) => plan.ops[index]?.kind === 'dropPath');
  const draw = (): number => (random.unit() < probability ? 0 : 1 / (1 - probability));
  return new Map(ops.map((op) => [op, Float32Array.from({ length: images }, draw)]));
}
