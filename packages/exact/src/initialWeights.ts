import { concatenate } from './memory.ts';
import type { Plan } from './plan.ts';
import { initialValues, layOutParameters } from './program/parameters.ts';
import { Random } from './random.ts';
import { resolveShapes } from './shapes.ts';

/**
 * What the weights of an engine are after `initialise(seed)`: parameters and running statistics in canonical order
 * (README), for engines of other packages that start from the same point.
 * @throws ExactError `plan-invalid`.
 */
export function initialWeights(plan: Plan, seed: number): Float32Array {
  const random = new Random(seed, 0);
  const { blocks } = layOutParameters(plan, resolveShapes(plan), 1);
  return concatenate(blocks.map((block) => initialValues(block, plan, random)));
}
