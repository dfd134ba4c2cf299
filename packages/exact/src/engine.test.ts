import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PlanBuilder, randomPlan } from './testing/planBuilder.ts';
import { digestOfRun, HYPER, tinyPlan, withEngine } from './testing/tinyNetwork.ts';
import { randomBatch } from './testing/trainingData.ts';

function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

function bytesOf(...floats: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(floats).buffer);
}

describe('exactness', () => {
  it('gives the same weights with 1, 2, 3 and 5 threads, and again', async () => {
    const digests = [];
    for (const threads of [1, 2, 3, 5, 1]) digests.push(await digestOfRun(tinyPlan(), { threads }));
    expect(new Set(digests).size).toBe(1);
  });

  it.each([20, 21, 22, 23])('gives random network %i the same weights with 1 and 3 threads', async (seed) => {
    const plan = randomPlan(seed);
    const digest = await digestOfRun(plan, { batchSize: 35, threads: 1 });
    expect(await digestOfRun(plan, { batchSize: 35, threads: 3 })).toBe(digest);
  });

  it('does not depend on the batch size that the engine was made for', async () => {
    expect(await digestOfRun(tinyPlan(), { threads: 2, batchSize: 16 })).toBe(
      await withEngine(tinyPlan(), { batchSize: 100, threads: 2 }, async (engine) => {
        const hash = createHash('sha256');
        for (const [step, count] of [16, 16, 3].entries()) {
          const { images, labels } = randomBatch(tinyPlan(), count, step);
          await engine.trainStep(images, labels, HYPER);
          hash.update(engine.weights());
        }
        return hash.digest('hex');
      }),
    );
  });
});

describe('training', () => {
  it('takes steps of gradient descent with momentum and weight decay', async () => {
    const plan = new PlanBuilder(2, 2, 1).classify(0, 2);
    await withEngine(plan, { batchSize: 1, threads: 1 }, async (engine) => {
      const hyper = { learningRate: 0.5, momentum: 0.25, weightDecay: 0.125 };
      let expected = floatsOf(engine.weights());
      let velocity = expected.map(() => 0);
      for (let step = 0; step < 3; step++) {
        await engine.trainStep(Float32Array.of(1, 2, 3, 4), Uint16Array.of(1), hyper);
        const gradients = engine.gradients();
        velocity = velocity.map((v, i) => 0.25 * v + (gradients[i] ?? 0) + 0.125 * (expected[i] ?? 0));
        expected = expected.map((w, i) => w - 0.5 * (velocity[i] ?? 0));
        floatsOf(engine.weights()).forEach((weight, i) => {
          expect(weight).toBeCloseTo(expected[i] ?? Number.NaN, 6);
        });
      }
    });
  });

  it('keeps running statistics as PyTorch does, and evaluates with them', async () => {
    const builder = new PlanBuilder(1, 2, 1);
    const plan = builder.classify(builder.batchNormRelu(0), 2);
    await withEngine(plan, { batchSize: 2, threads: 1 }, async (engine) => {
      await engine.trainStep(Float32Array.of(1, 2, 3, 6), Uint16Array.of(0, 1), {
        ...HYPER,
        learningRate: 0,
      });
      const [gamma, beta, mean, variance] = floatsOf(engine.weights());
      expect([gamma, beta]).toEqual([1, 0]);
      expect(mean).toBeCloseTo(0.1 * 3, 6);
      expect(variance).toBeCloseTo(0.9 + (0.1 * (4 + 1 + 0 + 9)) / 3, 6);
      // gamma 1, beta 0, mean 5, variance 4; then weights (1, -1), bias (-1, 0): class 0 iff the output exceeds 1/2.
      engine.loadWeights(bytesOf(1, 0, 5, 4, 1, -1, -1, 0));
      const images = Float32Array.of(5.9, 5.9, 6.1, 6.1, 5, 7.1, -90, 6.8);
      expect(await engine.evaluate(images, Uint16Array.of(1, 0, 0, 1))).toBe(4);
      expect(await engine.evaluate(images, Uint16Array.of(0, 0, 0, 0))).toBe(2);
    });
  });

  it('learns a small batch by heart', async () => {
    const plan = tinyPlan();
    await withEngine(plan, { batchSize: 8, threads: 1 }, async (engine) => {
      const { images, labels } = randomBatch(plan, 8, 1);
      const first = await engine.trainStep(images, labels, HYPER);
      let last = first;
      for (let step = 0; step < 60; step++) last = await engine.trainStep(images, labels, HYPER);
      expect(last).toBeLessThan(first / 4);
    });
  });

  it('normalises bytes by channel', async () => {
    const plan = new PlanBuilder(1, 1, 2).classify(0, 2);
    const normalisation = { mean: [1, 2], deviation: [2, 4] };
    const frozen = { learningRate: 0, momentum: 0, weightDecay: 0 };
    await withEngine(plan, { batchSize: 2, threads: 1, normalisation }, async (engine) => {
      const fromBytes = await engine.trainStep(Uint8Array.of(5, 255, 0, 10), Uint16Array.of(1, 0), frozen);
      const floats = Float32Array.of(2, 253 / 4, -0.5, 2);
      expect(fromBytes).toBe(await engine.trainStep(floats, Uint16Array.of(1, 0), frozen));
    });
  });
});

describe('weights', () => {
  it('survive a round trip between engines, without padding', async () => {
    const plan = tinyPlan();
    const { images, labels } = randomBatch(plan, 8, 3);
    await withEngine(plan, { batchSize: 8, threads: 1 }, async (engine) => {
      await engine.trainStep(images, labels, HYPER);
      const weights = engine.weights();
      // Convolutions 3x3x3x5, 3x3x5x5, 10x5, 5x10, 3x3x10x10; statistics and affine 4 (5 + 5 + 10); dense 4 x 11.
      expect(weights.length).toBe(4 * (135 + 225 + 50 + 50 + 900 + 80 + 44));
      await withEngine(plan, { batchSize: 3, threads: 1 }, async (other) => {
        other.loadWeights(weights);
        expect(other.weights()).toEqual(weights);
        // A small Node buffer is a view of memory that others use as well.
        other.loadWeights(Buffer.from(weights));
        expect(other.weights()).toEqual(weights);
        expect(await other.evaluate(images, labels)).toBe(await engine.evaluate(images, labels));
      });
    });
  });

  it('are drawn from the seed', async () => {
    await withEngine(tinyPlan(), { batchSize: 1, threads: 1 }, async (engine) => {
      const first = engine.weights();
      engine.initialise(8);
      expect(engine.weights()).not.toEqual(first);
      engine.initialise(7);
      expect(engine.weights()).toEqual(first);
      // The stem: uniform within the square root of 6 / 27, so its mean square is near 2 / 27.
      const stem = floatsOf(first).subarray(0, 135);
      const bound = Math.sqrt(6 / 27);
      expect(stem.every((weight) => Math.abs(weight) <= bound)).toBe(true);
      const meanSquare = stem.reduce((sum, weight) => sum + weight * weight, 0) / stem.length;
      expect(meanSquare / (2 / 27)).toBeGreaterThan(0.7);
      expect(meanSquare / (2 / 27)).toBeLessThan(1.3);
    });
  });
});
