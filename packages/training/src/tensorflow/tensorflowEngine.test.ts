import { ExactEngine, type Plan, type PlanOp } from '@naschain/exact';
import { describe, expect, it } from 'vitest';
import type { TrainingError } from '../error.ts';
import { TensorflowEngine } from './tensorflowEngine.ts';
import { FROZEN, HYPER, plainBackend, stirredWeights, trainedValues, withEngine } from './testing/engines.ts';
import { macroPlan, microPlan, planOf, randomBatch } from './testing/plans.ts';

const backend = await plainBackend();
const PLAN = macroPlan();
const BATCH = randomBatch(PLAN, 6, 1);

/** Cheap enough for many steps. */
const SMALL = planOf({ height: 4, width: 4, channels: 1 }, 2, [
  { kind: 'conv', input: 0, kernel: 3, padding: 'same', outChannels: 3 },
  { kind: 'batchNormRelu', input: 1 },
  { kind: 'maxPool', input: 2 },
]);

function code(wanted: TrainingError['code']): object {
  return { name: 'TrainingError', code: wanted };
}

describe('weights', () => {
  it('start as those of the exact engine', async () => {
    const exact = await ExactEngine.create(PLAN, { batchSize: 1, threads: 1 });
    exact.initialise(5);
    await withEngine(backend, PLAN, 1, async (engine) => {
      engine.initialise(5);
      expect(await engine.weights()).toEqual(exact.weights());
    });
    await exact.close();
  });

  it('come back as they were loaded, statistics included, and classify alike', async () => {
    const weights = stirredWeights(PLAN, 3);
    await withEngine(backend, PLAN, 6, async (engine) => {
      engine.loadWeights(weights);
      expect(await engine.weights()).toEqual(weights);
      const exact = await ExactEngine.create(PLAN, { batchSize: 6, threads: 1 });
      exact.loadWeights(weights);
      const { images, labels } = randomBatch(PLAN, 32, 2);
      // More images than fit a batch, the last one smaller.
      expect(await engine.evaluate(images, labels)).toBe(await exact.evaluate(images, labels));
      await exact.close();
    });
  });

  it('and momentum make a checkpoint from which training goes on as if nothing had happened', async () => {
    await withEngine(backend, PLAN, 6, async (engine) => {
      const step = () => engine.trainStep(BATCH.images, BATCH.labels, HYPER);
      engine.initialise(1);
      await step();
      const state = await engine.checkpoint();
      await step();
      const expected = await engine.weights();
      await withEngine(backend, PLAN, 6, async (other) => {
        other.restore(state);
        await other.trainStep(BATCH.images, BATCH.labels, HYPER);
        expect(await other.weights()).toEqual(expected);
      });
      engine.loadWeights((await engine.weights()).subarray());
      await step();
      expect(await engine.weights()).not.toEqual(expected);
    });
  });
});

describe('training', () => {
  it('lowers the loss, and gives the same bits again on the same backend', async () => {
    const losses = () =>
      withEngine(backend, PLAN, 6, async (engine) => {
        engine.initialise(1);
        const seen: number[] = [];
        for (let step = 0; step < 8; step++) {
          seen.push(await engine.trainStep(BATCH.images, BATCH.labels, HYPER));
        }
        return seen;
      });
    const first = await losses();
    expect(first[7]).toBeLessThan(0.75 * (first[0] ?? 0));
    expect(await losses()).toEqual(first);
  });

  it('scales a gradient that is longer than allowed down, and leaves a shorter one alone', async () => {
    const weights = stirredWeights(PLAN, 1);
    const moveFor = (gradientClip: number) =>
      withEngine(backend, PLAN, 6, async (engine) => {
        engine.loadWeights(weights);
        await engine.trainStep(BATCH.images, BATCH.labels, { ...FROZEN, learningRate: 1, gradientClip });
        const before = trainedValues(PLAN, weights);
        const move = trainedValues(PLAN, await engine.weights()).map((value, i) => (before[i] ?? 0) - value);
        const gradient = await engine.gradients();
        return { move: Math.hypot(...move), gradient: Math.hypot(...gradient) };
      });
    const free = await moveFor(1e6);
    expect(free.move).toBeCloseTo(free.gradient, 4);
    const clipped = await moveFor(free.gradient / 4);
    expect(clipped.gradient).toBeCloseTo(free.gradient, 5);
    expect(clipped.move).toBeCloseTo(free.gradient / 4, 4);
  });

  it('normalises bytes by channel as the exact engine does', async () => {
    const plan = planOf({ height: 4, width: 5, channels: 2 }, 3, []);
    const normalisation = { mean: [100, 7.3], deviation: [50.1, 3] };
    const images = Uint8Array.from({ length: 2 * 40 }, (_, i) => (i * 37) % 256);
    const labels = Uint16Array.of(1, 2);
    const exact = await ExactEngine.create(plan, { batchSize: 2, threads: 1, normalisation });
    const engine = new TensorflowEngine(backend, plan, { batchSize: 2, normalisation });
    exact.initialise(1);
    engine.initialise(1);
    const losses = [engine, exact].map((one) => one.trainStep(images, labels, HYPER));
    expect(await losses[0]).toBeCloseTo((await losses[1]) ?? 0, 5);
    await Promise.all([exact.close(), engine.close()]);
  });

  it('drops paths in training only', async () => {
    await withEngine(backend, microPlan(), 6, async (engine) => {
      const { images, labels } = randomBatch(microPlan(), 6, 1);
      const weights = stirredWeights(microPlan(), 1);
      const lossFor = (seed: number | null): Promise<number> => {
        engine.loadWeights(weights);
        const dropPath = seed === null ? {} : { dropPath: { probability: 0.5, seed } };
        return engine.trainStep(images, labels, { ...FROZEN, ...dropPath });
      };
      const whole = await lossFor(null);
      const dropped = await lossFor(1);
      expect(dropped).not.toBe(whole);
      expect(await lossFor(2)).not.toBe(dropped);
      expect(await lossFor(1)).toBe(dropped);
    });
  });
});

describe('memory', () => {
  it('stays the same over 50 steps and evaluations, and is all given back', async () => {
    const { numTensors: before, numBytes: bytesBefore } = backend.tf.memory();
    const { images, labels } = randomBatch(SMALL, 5, 1);
    await withEngine(backend, SMALL, 3, async (engine) => {
      engine.initialise(1);
      const seen = new Set<string>();
      for (let step = 0; step < 50; step++) {
        await engine.trainStep(images.subarray(0, 48), labels.subarray(0, 3), { ...HYPER, gradientClip: 1 });
        await engine.evaluate(images, labels);
        const { numTensors, numBytes } = backend.tf.memory();
        seen.add(`${numTensors} tensors of ${numBytes} bytes`);
      }
      expect([...seen]).toHaveLength(1);
    });
    const { numTensors, numBytes } = backend.tf.memory();
    expect([numTensors, numBytes]).toEqual([before, bytesBefore]);
  });

  it('is given back after errors too', async () => {
    const { numTensors } = backend.tf.memory();
    await withEngine(backend, SMALL, 3, async (engine) => {
      const inUse = backend.tf.memory().numTensors;
      engine.loadWeights(new Uint8Array(await engine.weights()).fill(0x7f));
      const { images, labels } = randomBatch(SMALL, 3, 1);
      await expect(engine.trainStep(images, labels, HYPER)).rejects.toMatchObject(code('diverged'));
      await expect(engine.trainStep(images, labels.subarray(1), HYPER)).rejects.toThrow(RangeError);
      expect(backend.tf.memory().numTensors).toBe(inUse);
    });
    expect(backend.tf.memory().numTensors).toBe(numTensors);
  });
});

describe('it refuses', () => {
  it('an op that it does not know', () => {
    const strange = { kind: 'fold', input: 0 } as unknown as PlanOp;
    const plan: Plan = planOf({ height: 2, width: 2, channels: 1 }, 2, [strange]);
    const one = { mean: [0], deviation: [1] };
    const make = () => new TensorflowEngine(backend, plan, { batchSize: 1, normalisation: one });
    expect(make).toThrow(expect.objectContaining(code('network-unsupported')));
    expect(make).toThrow('{"kind":"fold","input":0}');
  });

  it.each<[string, number, number[]]>([
    ['more images than a batch', 4 * 16, [0, 1, 0, 1]],
    ['no images', 0, []],
    ['images without a label', 3 * 16, [0, 1]],
    ['a label out of range', 2 * 16, [0, 2]],
  ])('%s', async (_, values, labels) => {
    await withEngine(backend, SMALL, 3, async (engine) => {
      const step = engine.trainStep(new Float32Array(values), Uint16Array.from(labels), HYPER);
      await expect(step).rejects.toThrow(RangeError);
    });
  });

  it('weights of another length', async () => {
    await withEngine(backend, SMALL, 3, async (engine) => {
      expect(() => engine.loadWeights(new Uint8Array(8))).toThrow(RangeError);
      expect(() => engine.restore(new Uint8Array(8))).toThrow(RangeError);
    });
  });

  it('weights that are no numbers as a result', async () => {
    await withEngine(backend, SMALL, 3, async (engine) => {
      engine.loadWeights((await engine.weights()).fill(0xff));
      await expect(engine.weights()).rejects.toMatchObject(code('diverged'));
    });
  });

  it('a second call while one runs, and any after it was closed', async () => {
    const { images, labels } = randomBatch(SMALL, 3, 1);
    await withEngine(backend, SMALL, 3, async (engine) => {
      engine.initialise(1);
      const step = engine.trainStep(images, labels, HYPER);
      await expect(engine.evaluate(images, labels)).rejects.toThrow("Await the engine's last call");
      expect(() => engine.initialise(1)).toThrow("Await the engine's last call");
      await step;
      const last = engine.trainStep(images, labels, HYPER);
      const closed = engine.close();
      await expect(last).rejects.toThrow('closed');
      await closed;
      await expect(engine.weights()).rejects.toThrow('closed');
      expect(() => engine.initialise(1)).toThrow('closed');
      await engine.close();
    });
  });
});
