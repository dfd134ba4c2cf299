import { ExactEngine, type Hyperparameters, type Plan, Random } from '@naschain/exact';
import { expect } from 'vitest';
import type { Backend } from '../backend.ts';
import { loadBackend } from '../loadBackend.ts';
import { layOutParameters } from '../parameters.ts';
import { TensorflowEngine } from '../tensorflowEngine.ts';

export const HYPER: Hyperparameters = { learningRate: 0.05, momentum: 0.9, weightDecay: 3e-4 };
export const FROZEN: Hyperparameters = { learningRate: 0, momentum: 0, weightDecay: 0 };

/** The backend of most tests, which every machine has. */
export function plainBackend(): Promise<Backend> {
  return loadBackend('cpu');
}

/** Runs `use` with an engine for images given as floats, and closes it whatever happens. */
export async function withEngine<Result>(
  backend: Backend,
  plan: Plan,
  batchSize: number,
  use: (engine: TensorflowEngine) => Promise<Result>,
): Promise<Result> {
  const one = new Array<number>(plan.image.channels).fill(1);
  const engine = new TensorflowEngine(backend, plan, {
    batchSize,
    normalisation: { mean: one, deviation: one },
  });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** Canonical weights away from the initial ones, among which gamma 1 and beta 0 would hide errors. */
export function stirredWeights(plan: Plan, seed: number): Uint8Array {
  const random = new Random(seed, 5);
  const parts = layOutParameters(plan).blocks.map(({ name, length, shape }) => {
    const rows = length / (shape[shape.length - 1] ?? 1);
    const centre = name === 'gamma' || name === 'runningVariance' ? 1 : 0;
    const width = name === 'weights' ? Math.sqrt(6 / rows) : 0.3;
    return Float32Array.from({ length }, () => centre + width * (2 * random.unit() - 1));
  });
  return new Uint8Array(Buffer.concat(parts.map(({ buffer }) => new Uint8Array(buffer))));
}

/** Trained values of canonical weights, by block. */
export function trainedBlocks(plan: Plan): { name: string; first: number; length: number }[] {
  return layOutParameters(plan)
    .blocks.filter(({ isStatistic }) => !isStatistic)
    .map(({ op, name, first, length }) => ({ name: `op ${op} ${name}`, first, length }));
}

/** The parts of `trainedBlocks` picked out of canonical weights. */
export function trainedValues(plan: Plan, weights: Uint8Array): Float64Array {
  const all = new Float32Array(weights.slice().buffer);
  let place = 0;
  const parts = layOutParameters(plan).blocks.flatMap(({ length, isStatistic }) => {
    place += length;
    return isStatistic ? [] : [...all.subarray(place - length, place)];
  });
  return Float64Array.from(parts);
}

/** Compares loss, gradients, updated weights and hits of one step with the exact engine's. */
export async function compareWithExact(
  backend: Backend,
  plan: Plan,
  batch: { images: Float32Array; labels: Uint16Array },
  options: Hyperparameters = HYPER,
): Promise<void> {
  const { images, labels } = batch;
  const batchSize = labels.length;
  const exact = await ExactEngine.create(plan, { batchSize, threads: 1 });
  try {
    await withEngine(backend, plan, batchSize, async (engine) => {
      const weights = stirredWeights(plan, 1);
      engine.loadWeights(weights);
      exact.loadWeights(weights);
      const loss = await engine.trainStep(images, labels, options);
      expect(Math.abs(loss / (await exact.trainStep(images, labels, options)) - 1)).toBeLessThan(1e-4);
      const expected = exact.gradients();
      const gradients = await engine.gradients();
      expect(gradients.length).toBe(expected.length);
      for (const { name, first, length } of trainedBlocks(plan)) {
        const [ours, theirs] = [gradients, expected].map((all) => all.subarray(first, first + length));
        expectClose(ours, theirs, 1e-3, name);
      }
      const [after, wanted] = [await engine.weights(), exact.weights()].map(
        (bytes) => new Float32Array(bytes.slice().buffer),
      );
      expectClose(after, wanted, 1e-3, 'weights and statistics after the step');
      expect(await engine.evaluate(images, labels)).toBe(await exact.evaluate(images, labels));
    });
  } finally {
    await exact.close();
  }
}

/** No element may differ by more than `tolerance` times the largest one. */
export function expectClose(
  actual: ArrayLike<number> | undefined,
  expected: Float32Array | undefined,
  tolerance: number,
  what: string,
): void {
  const scale = Math.max(1e-6, ...(expected ?? []).map(Math.abs));
  const errors = (expected ?? Float32Array.of(Number.NaN)).map((value, i) =>
    Math.abs(value - (actual?.[i] ?? Number.NaN)),
  );
  expect(Math.max(...errors) / scale, what).toBeLessThan(tolerance);
}
