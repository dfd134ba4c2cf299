import { describe, expect, it } from 'vitest';
import { ExactEngine } from './engine.ts';
import type { Plan } from './plan.ts';
import { layOutParameters } from './program/parameters.ts';
import { Random } from './random.ts';
import { resolveShapes } from './shapes.ts';
import { PlanBuilder, randomPlan } from './testing/planBuilder.ts';
import { referenceDerivative, referenceLoss } from './testing/referenceNetwork.ts';
import { randomBatch } from './testing/trainingData.ts';

const FROZEN = { learningRate: 0, momentum: 0, weightDecay: 0 };

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
async function checkGradients(plan: Plan, batchSize: number, samples: number, seed = 1): Promise<void> {
  const { images, labels } = randomBatch(plan, batchSize, seed);
  const engine = await ExactEngine.create(plan, { batchSize, threads: 1 });
  try {
    engine.initialise(seed);
    await stir(engine);
    const { blocks, values } = trainable(plan, engine.weights());
    const loss = await engine.trainStep(images, labels, FROZEN);
    const gradients = engine.gradients();
    expect(gradients.length).toBe(values.length);
    const expectedLoss = referenceLoss(plan, values, images, labels);
    expect(Math.abs(loss - expectedLoss), 'loss').toBeLessThan(1e-4 * expectedLoss);
    const random = new Random(seed, 3);
    for (const { name, first, length } of blocks) {
      const scale = Math.max(1e-3, ...gradients.subarray(first, first + length).map(Math.abs));
      for (let sample = 0; sample < Math.min(samples, length); sample++) {
        const index = first + (length <= samples ? sample : random.below(length));
        const expected = referenceDerivative(plan, values, images, labels, index);
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

describe('gradients agree with finite differences in double precision', () => {
  it.each([1, 5, 8, 13])('batch of %i: stem, node, dense connections, pool', async (batchSize) => {
    const builder = new PlanBuilder(9, 7, 3);
    const stem = builder.conv(0, 5, 3, 'valid');
    const node = builder.batchNormRelu(builder.conv(stem, 5));
    const reduced = builder.conv(builder.concat(stem, node), 6, 1);
    const second = builder.batchNormRelu(builder.conv(reduced, 6));
    const pooled = builder.maxPool(
      builder.batchNormRelu(builder.conv(builder.concat(node, second, stem), 3, 1)),
    );
    await checkGradients(
      builder.classify(builder.batchNormRelu(builder.conv(pooled, 10, 1)), 7),
      batchSize,
      8,
    );
  });

  it('one input channel, 36 channels, a lone vector after pairs', async () => {
    const builder = new PlanBuilder(6, 6, 1);
    const first = builder.batchNormRelu(builder.conv(0, 36, 3, 'valid'));
    await checkGradients(builder.classify(builder.batchNormRelu(builder.conv(first, 36)), 10), 3, 3);
  });

  it('average pool and classifier directly on the image', async () => {
    await checkGradients(new PlanBuilder(5, 8, 3).classify(0, 4), 9, 20);
  });

  it('a valid convolution inside the network, read by several consumers', async () => {
    const builder = new PlanBuilder(8, 8, 2);
    const first = builder.conv(0, 4);
    const inner = builder.conv(first, 7, 3, 'valid');
    const wide = builder.conv(builder.conv(inner, 5), 4, 1);
    const other = builder.batchNormRelu(inner);
    await checkGradients(
      builder.classify(builder.batchNormRelu(builder.concat(inner, wide, other)), 3),
      4,
      12,
    );
  });

  it('batch normalisation and pooling of the image itself', async () => {
    const builder = new PlanBuilder(7, 5, 3);
    const normalised = builder.batchNormRelu(0);
    const pooled = builder.maxPool(builder.concat(normalised, 0));
    await checkGradients(builder.classify(builder.conv(pooled, 5), 3), 6, 12);
  });

  it.each([
    [3, 3, 8, 9, 17],
    [4, 8, 9, 8, 2],
    [5, 13, 8, 36, 1],
    [17, 6, 11, 8, 3],
    [10, 35, 8, 8, 1],
  ])(
    '3x3 convolutions on %ix%i from %i to %i channels, batch of %i',
    async (height, width, from, to, batch) => {
      const builder = new PlanBuilder(height, width, 2);
      const wide = builder.batchNormRelu(builder.conv(0, from, 1));
      const second = builder.batchNormRelu(builder.conv(wide, to));
      const both = builder.batchNormRelu(builder.conv(builder.concat(second, wide, second), from));
      await checkGradients(builder.classify(both, 3), batch, 6);
    },
  );

  it.each([...Array(12).keys()])('random network %i', async (seed) => {
    await checkGradients(randomPlan(seed), 1 + (seed % 11), 3, seed);
  });

  it('gives a tied maximum to the first pixel only', async () => {
    const builder = new PlanBuilder(2, 2, 2);
    const plan = builder.classify(builder.maxPool(builder.conv(0, 1, 1)), 2);
    const engine = await ExactEngine.create(plan, { batchSize: 1, threads: 1 });
    // Convolution weights (1, 1); dense weights (1, 0); bias (0, 0).
    engine.loadWeights(new Uint8Array(Float32Array.of(1, 1, 1, 0, 0, 0).buffer));
    // Pixels (1, 0), (0, 1), (0, 0), (0, 0): the first two tie, through different weights.
    const images = Float32Array.of(1, 0, 0, 1, 0, 0, 0, 0);
    await engine.trainStep(images, Uint16Array.of(0), FROZEN);
    const [first, second] = engine.gradients();
    expect(first).toBeCloseTo(-1 / (1 + Math.E), 6);
    expect(second).toBe(0);
    await engine.close();
  });
});
