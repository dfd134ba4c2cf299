import { type DropPath, dropPathFactors, type Plan } from '@naschain/exact';

/** By `dropPath` op, what it multiplies each image's map by: as in the exact engine. */
export function pathFactors(
  plan: Plan,
  images: number,
  dropPath: DropPath,
): ReadonlyMap<number, Float32Array> {
  const ops = [...plan.ops.keys()].filter((index) => plan.ops[index]?.kind === 'dropPath');
  const factors = dropPathFactors(ops.length, images, dropPath);
  return new Map(ops.map((op, place) => [op, factors[place] ?? new Float32Array(images)]));
}
