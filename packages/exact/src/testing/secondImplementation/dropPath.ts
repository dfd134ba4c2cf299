import type { Plan } from '../../plan.ts';
import { item, multiply, single } from './arithmetic.ts';
import { changed, type Tensor } from './featureMap.ts';
import { Generator } from './generator.ts';

/** (22) Of each dropPath op, by its number: one factor for each image. */
export type DropPathFactors = ReadonlyMap<number, readonly number[]>;

export function drawDropPathFactors(
  plan: Plan,
  images: number,
  { probability, seed }: { readonly probability: number; readonly seed: number },
): DropPathFactors {
  const generator = new Generator(seed, 2);
  const kept = single(1 / (1 - probability));
  const factors = new Map<number, readonly number[]>();
  for (const [index, op] of plan.ops.entries()) {
    if (op.kind !== 'dropPath') continue;
    const ofOp = Array.from({ length: images }, () => (generator.unit() < probability ? 0 : kept));
    factors.set(index, ofOp);
  }
  return factors;
}

/** The op itself, and its gradient. */
export function dropPath(tensor: Tensor, index: number, factors: DropPathFactors): Tensor {
  const ofOp = factors.get(index) ?? [];
  return tensor.map((map, image) => changed(map, (value) => multiply(value, item(ofOp, image))));
}
