import { type Plan, Random } from '@naschain/exact';
import { expect } from 'vitest';
import type { Backend } from '../backend.ts';
import { pathFactors } from '../dropPath.ts';
import { FROZEN, stirredWeights, trainedBlocks, trainedValues, withEngine } from './engines.ts';
import { randomBatch } from './plans.ts';
import { referenceLoss } from './reference.ts';

interface Options {
  readonly labelSmoothing?: number;
  readonly dropPath?: { readonly probability: number; readonly seed: number };
}

/** Compares loss and gradients with finite differences in double precision, on up to `samples` elements of each block. */
export async function checkGradients(
  backend: Backend,
  plan: Plan,
  batchSize: number,
  samples = 4,
  options: Options = {},
): Promise<void> {
  const { images, labels } = randomBatch(plan, batchSize, 3);
  const weights = stirredWeights(plan, 2);
  const { dropPath, labelSmoothing } = options;
  const factors = dropPath ? pathFactors(plan, batchSize, dropPath) : new Map<number, Float32Array>();
  const lossOf = (parameters: Float64Array): { main: number; whole: number } =>
    referenceLoss(plan, parameters, images, labels, {
      smoothing: labelSmoothing ?? 0,
      pathFactor: (op, image) => factors.get(op)?.[image] ?? 1,
    });
  const values = trainedValues(plan, weights);
  const derivative = (index: number): number => {
    const moved = [1e-6, -1e-6].map(
      (by) => lossOf(values.map((value, i) => (i === index ? value + by : value))).whole,
    );
    return ((moved[0] ?? 0) - (moved[1] ?? 0)) / 2e-6;
  };
  await withEngine(backend, plan, batchSize, async (engine) => {
    engine.loadWeights(weights);
    const loss = await engine.trainStep(images, labels, { ...FROZEN, ...options });
    expect(Math.abs(loss / lossOf(values).main - 1), 'loss').toBeLessThan(1e-4);
    const gradients = await engine.gradients();
    const random = new Random(1, 3);
    for (const { name, first, length } of trainedBlocks(plan)) {
      const scale = Math.max(1e-3, ...gradients.subarray(first, first + length).map(Math.abs));
      for (let sample = 0; sample < Math.min(samples, length); sample++) {
        const index = first + (length <= samples ? sample : random.below(length));
        const expected = derivative(index);
        const error = Math.abs((gradients[index] ?? Number.NaN) - expected) / scale;
        expect(error, `${name}: ${gradients[index]} for ${expected}`).toBeLessThan(1e-3);
      }
    }
  });
}
