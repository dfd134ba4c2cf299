import { describe, expect, it } from 'vitest';
import { listBuilds } from './diagnosis.ts';
import type { Hyperparameters } from './options.ts';
import type { Plan } from './plan.ts';
import { layOutParameters } from './program/parameters.ts';
import { resolveShapes } from './shapes.ts';
import { PlanBuilder, randomPlan } from './testing/planBuilder.ts';
import { digestOfRun, HYPER, tinyPlan, withEngine } from './testing/tinyNetwork.ts';
import { randomBatch } from './testing/trainingData.ts';

const available = listBuilds().flatMap((status) => (status.available ? [status.name] : []));
const f = Math.fround;

/** The contract's norm of a gradient as `engine.gradients` gives it: row by row, by column modulo 4, in double. */
function normOf(plan: Plan, gradients: Float32Array): number {
  let sum = 0;
  let place = 0;
  for (const { name, rows, columns } of layOutParameters(plan, resolveShapes(plan), 1).blocks) {
    if (name.startsWith('running')) continue;
    for (let row = 0; row < rows; row++) {
      const partial: [number, number, number, number] = [0, 0, 0, 0];
      gradients.subarray(place, place + columns).forEach((value, column) => {
        const k = (column & 3) as 0 | 1 | 2 | 3;
        partial[k] += value * value;
      });
      sum += partial[0] + partial[1] + (partial[2] + partial[3]);
      place += columns;
    }
  }
  return Math.sqrt(sum);
}

/** Weights without the running statistics, as floats. */
function trainable(plan: Plan, weights: Uint8Array): Float32Array {
  const all = new Float32Array(weights.slice().buffer);
  const values: number[] = [];
  let place = 0;
  for (const { name, rows, columns } of layOutParameters(plan, resolveShapes(plan), 1).blocks) {
    if (!name.startsWith('running')) values.push(...all.subarray(place, place + rows * columns));
    place += rows * columns;
  }
  return Float32Array.from(values);
}

describe('clipping of the gradient', () => {
  it.each([40, 41, 42, 43, 44])('of random network %i is that of the contract, bit for bit', async (seed) => {
    const plan = randomPlan(seed);
    const hyper: Hyperparameters = { ...HYPER, gradientClip: 0.25 };
    await withEngine(plan, { batchSize: 19, threads: 3 }, async (engine) => {
      let velocity: Float32Array = trainable(plan, engine.weights()).fill(0);
      let clipped = 0;
      for (let step = 0; step < 4; step++) {
        const before = trainable(plan, engine.weights());
        const { images, labels } = randomBatch(plan, 19, step);
        await engine.trainStep(images, labels, hyper);
        const gradients = engine.gradients();
        const factor = 0.25 / (normOf(plan, gradients) + 1e-6);
        const scale = factor < 1 ? f(factor) : 1;
        if (scale < 1) clipped++;
        velocity = velocity.map((v, i) =>
          f(f(v * f(0.9)) + f(f((gradients[i] ?? 0) * scale) + f((before[i] ?? 0) * f(3e-4)))),
        );
        const after = before.map((weight, i) => f(weight - f((velocity[i] ?? 0) * f(0.05))));
        expect(trainable(plan, engine.weights())).toEqual(after);
      }
      expect(clipped).toBeGreaterThan(0);
    });
  });

  it('leaves a gradient alone that is short enough, and does not change how it is reported', async () => {
    const plan = tinyPlan();
    const { images, labels } = randomBatch(plan, 29, 1);
    const stepWith = (hyper: Hyperparameters) =>
      withEngine(plan, { batchSize: 29, threads: 2 }, async (engine) => {
        await engine.trainStep(images, labels, hyper);
        return { gradients: engine.gradients(), weights: engine.weights() };
      });
    const free = await stepWith(HYPER);
    expect(await stepWith({ ...HYPER, gradientClip: 1e6 })).toEqual(free);
    const clipped = await stepWith({ ...HYPER, gradientClip: 1e-3 });
    expect(clipped.gradients).toEqual(free.gradients);
    expect(clipped.weights).not.toEqual(free.weights);
  });

  it('is off again when the next step does not ask for it', async () => {
    const plan = tinyPlan();
    const { images, labels } = randomBatch(plan, 8, 1);
    const frozen = { ...HYPER, learningRate: 0 };
    const weightsAfter = (first: Hyperparameters) =>
      withEngine(plan, { batchSize: 8, threads: 1 }, async (engine) => {
        await engine.trainStep(images, labels, first);
        engine.loadWeights(engine.weights());
        await engine.trainStep(images, labels, HYPER);
        return engine.weights();
      });
    const options = { gradientClip: 1e-3, labelSmoothing: 0.5 };
    expect(await weightsAfter({ ...frozen, ...options })).toEqual(await weightsAfter(frozen));
  });
});

describe('label smoothing', () => {
  it('gives loss and gradient against (1 - s) of the label and s / classes of each class', async () => {
    // A classifier on one pixel of two channels: logits = x W + b, with W and b at will.
    const plan = new PlanBuilder(1, 1, 2).classify(0, 3);
    const parameters = Float32Array.of(0.5, -1, 0.25, 2, 0.125, -0.5, 0.1, 0.2, -0.3);
    const images = Float32Array.of(1, 2, -1, 0.5);
    const labels = Uint16Array.of(2, 0);
    const smoothing = 0.3;
    const at = (values: ArrayLike<number>, index: number): number => values[index] ?? Number.NaN;
    let expectedLoss = 0;
    const expected = new Array<number>(9).fill(0);
    labels.forEach((label, n) => {
      const x = [at(images, 2 * n), at(images, 2 * n + 1), 1];
      const logits = [0, 1, 2].map((k) =>
        x.reduce((sum, value, i) => sum + value * at(parameters, 3 * i + k), 0),
      );
      const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
      logits.forEach((logit, k) => {
        const target = (k === label ? 1 - smoothing : 0) + smoothing / 3;
        expectedLoss -= (target * (logit - Math.log(total))) / 2;
        x.forEach((value, i) => {
          expected[3 * i + k] = at(expected, 3 * i + k) + ((Math.exp(logit) / total - target) * value) / 2;
        });
      });
    });
    await withEngine(plan, { batchSize: 2, threads: 1 }, async (engine) => {
      engine.loadWeights(new Uint8Array(parameters.buffer));
      const hyper = { learningRate: 0, momentum: 0, weightDecay: 0 };
      const loss = await engine.trainStep(images, labels, { ...hyper, labelSmoothing: smoothing });
      expect(loss).toBeCloseTo(expectedLoss, 6);
      const gradients = engine.gradients();
      for (const [i, value] of expected.entries()) expect(gradients[i]).toBeCloseTo(value, 6);
      const hard = await engine.trainStep(images, labels, hyper);
      expect(await engine.trainStep(images, labels, { ...hyper, labelSmoothing: 0 })).toBe(hard);
    });
  });
});

describe('the options of a step', () => {
  const options = { gradientClip: 0.2, labelSmoothing: 0.1 };

  it(`give equal weights in every build (here ${available.join(', ')}) with any number of threads`, async () => {
    const digests = new Set<string>();
    for (const build of available) {
      for (const threads of [1, 2, 3, 4])
        digests.add(await digestOfRun(tinyPlan(), { build, threads }, options));
    }
    expect([...digests]).toEqual(['e9fa435422eedec751f11f44f2c504248e06d27fe1bc9b8824c96e9b898b671b']);
  });

  it.each([50, 51, 52, 53])('give random network %i the same weights in every build', async (seed) => {
    const digests = new Set<string>();
    for (const build of available) {
      digests.add(await digestOfRun(randomPlan(seed), { build, batchSize: 13, threads: 2 }, options));
    }
    expect(digests.size).toBe(1);
  });

  it.each<Partial<Hyperparameters>>([
    { gradientClip: 0 },
    { gradientClip: -1 },
    { gradientClip: Number.NaN },
    { gradientClip: Number.POSITIVE_INFINITY },
    { labelSmoothing: 1 },
    { labelSmoothing: -0.1 },
    { labelSmoothing: Number.NaN },
  ])('%j is refused', async (change) => {
    const { images, labels } = randomBatch(tinyPlan(), 4, 1);
    await withEngine(tinyPlan(), { batchSize: 4, threads: 1 }, async (engine) => {
      await expect(engine.trainStep(images, labels, { ...HYPER, ...change })).rejects.toMatchObject({
        code: 'argument-invalid',
      });
    });
  });
});
