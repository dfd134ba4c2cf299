import { describe, expect, it } from 'vitest';
import { ExactEngine } from './engine.ts';
import { checkGradients, FROZEN } from './testing/checkGradients.ts';
import { PlanBuilder, randomPlan } from './testing/planBuilder.ts';

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
