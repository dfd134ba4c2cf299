import { expect } from 'vitest';
import { dropPathFactors } from '../dropPath.ts';
import { ExactEngine } from '../engine.ts';
import type { Hyperparameters } from '../options.ts';
import type { Plan } from '../plan.ts';
import { layOutParameters } from '../program/parameters.ts';
import { Random } from '../random.ts';
import { resolveShapes } from '../shapes.ts';
import { referenceDerivative, referenceLoss } from './referenceNetwork.ts';
import { randomBatch } from './trainingData.ts';

/** A step that changes nothing but the running statistics. */
export const FROZEN = { learningRate: 0, momentum: 0, weightDecay: 0 };

interface Trainable {
  readonly name: string;
  readonly first: number;
  readonly length: number;
}

/** Trainable blocks by their place in the engine's `gradients`, and their values picked out of `weights`. */
function trainable(plan: Plan, weights: Uint8Array): { blocks: Trainable[]; values: Float64Array } {
  const all = new Float32Array(weights.slice().buffer);
  const blocks: Trainable[] = [];
  const values: number[] = [];
  let place = 0;
  for (const { op, name, rows, columns } of layOutParameters(plan, resolveShapes(plan), 1).blocks) {
    const length = rows * columns;
    if (!name.startsWith('running')) {
      blocks.push({ name: `op ${op} ${name}`, first: values.length, length });
      values.push(...all.subarray(place, place + length));
    }
    place += length;
  }
  return { blocks, values: Float64Array.from(values) };
}

/** Moves gamma and beta off their initial 1 and 0, which would hide errors. */
async function stir(engine: ExactEngine): Promise<void> {
  const random = new Random(5, 5);
  const weights = new Float32Array(engine.weights().slice().buffer);
  engine.loadWeights(new Uint8Array(weights.map((value) => value + 0.4 * (random.unit() - 0.3)).buffer));
}

/** Compares loss and gradients of one step with the reference, on up to `samples` parameters of each block. */
export async function checkGradients(
  plan: Plan,
  batchSize: number,
  samples: number,
  seed = 1,
  dropPath: Hyperparameters['dropPath'] = { probability: 0, seed: 0 },
): Promise<void> {
  const { images, labels } = randomBatch(plan, batchSize, seed);
  const paths = plan.ops.filter((op) => op.kind === 'dropPath').length;
  const factors = dropPathFactors(paths, batchSize, dropPath).map((row) => [...row]);
  const batch = { images, labels, dropPath: factors };
  const engine = await ExactEngine.create(plan, { batchSize, threads: 1 });
  try {
    engine.initialise(seed);
    await stir(engine);
    const { blocks, values } = trainable(plan, engine.weights());
    const loss = await engine.trainStep(images, labels, { ...FROZEN, dropPath });
    const gradients = engine.gradients();
    expect(gradients.length).toBe(values.length);
    const expectedLoss = referenceLoss(plan, values, batch).classifier;
    expect(Math.abs(loss - expectedLoss), 'loss').toBeLessThan(1e-4 * expectedLoss);
    const random = new Random(seed, 3);
    for (const { name, first, length } of blocks) {
      const scale = Math.max(1e-3, ...gradients.subarray(first, first + length).map(Math.abs));
      for (let sample = 0; sample < Math.min(samples, length); sample++) {
        const index = first + (length <= samples ? sample : random.below(length));
        const expected = referenceDerivative(plan, values, batch, index);
        const error = Math.abs((gradients[index] ?? Number.NaN) - expected) / scale;
        expect(error, `${name}, element ${index - first}: ${gradients[index]} for ${expected}`).toBeLessThan(
          1e-3,
        );
      }
    }
  } finally {
    await engine.close();
  }
}
