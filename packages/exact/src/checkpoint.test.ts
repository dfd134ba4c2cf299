import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { listBuilds } from './diagnosis.ts';
import type { ExactEngine } from './engine.ts';
import type { EngineOptions } from './options.ts';
import { HYPER, tinyPlan, withEngine } from './testing/tinyNetwork.ts';
import { randomBatch } from './testing/trainingData.ts';

const available = listBuilds().flatMap((status) => (status.available ? [status.name] : []));
const plan = tinyPlan();

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function step(engine: ExactEngine, number: number): Promise<void> {
  const { images, labels } = randomBatch(plan, 16, number);
  await engine.trainStep(images, labels, HYPER);
}

const fresh = <T>(options: Partial<EngineOptions>, use: (engine: ExactEngine) => Promise<T>) =>
  withEngine(plan, { batchSize: 16, threads: 1, ...options }, use);

describe('a checkpoint', () => {
  it('taken in one build goes on in every other, with any number of threads, as if nothing had been', async () => {
    for (const build of available) {
      const states = await fresh({ build }, async (engine) => {
        const states = [engine.checkpoint()];
        for (let number = 1; number <= 3; number++) {
          await step(engine, number);
          states.push(engine.checkpoint());
        }
        return states;
      });
      for (const other of available) {
        await fresh({ build: other, threads: 2 }, async (engine) => {
          for (const [number, state] of states.entries()) {
            // Something else, of which nothing may stay.
            await step(engine, 99);
            engine.restore(state);
            expect(hashOf(engine.checkpoint())).toBe(hashOf(state));
            for (let next = number + 1; next <= 3; next++) await step(engine, next);
            expect(hashOf(engine.checkpoint())).toBe(hashOf(states[3] ?? state));
          }
        });
      }
    }
  });

  it('is the weights, then the momentum of what is trained', async () => {
    await fresh({}, async (engine) => {
      const weights = engine.weights();
      // Two floats of four of each normalised channel are statistics.
      const statistics = 4 * 2 * (5 + 5 + 10);
      const start = engine.checkpoint();
      expect(start.length).toBe(2 * weights.length - statistics);
      expect(start.subarray(0, weights.length)).toEqual(weights);
      expect(start.subarray(weights.length).every((byte) => byte === 0)).toBe(true);
      await step(engine, 1);
      const later = engine.checkpoint();
      expect(later.subarray(0, weights.length)).toEqual(engine.weights());
      expect(later.subarray(weights.length).some((byte) => byte !== 0)).toBe(true);
      engine.loadWeights(engine.weights());
      expect(
        engine
          .checkpoint()
          .subarray(weights.length)
          .every((byte) => byte === 0),
      ).toBe(true);
    });
  });

  it('is refused with another size or with values that are no numbers, and changes nothing then', async () => {
    await fresh({}, async (engine) => {
      const state = engine.checkpoint();
      const invalid = (message: string) =>
        expect.objectContaining({
          name: 'ExactError',
          code: 'argument-invalid',
          message: expect.stringContaining(message),
        });
      for (const bytes of [state.subarray(4), engine.weights(), new Uint8Array(state.length + 1)]) {
        expect(() => engine.restore(bytes)).toThrow(invalid(`Expected ${state.length} bytes`));
      }
      for (const [place, value] of [
        [0, Number.NaN],
        [state.length - 4, Number.POSITIVE_INFINITY],
      ] as const) {
        const damaged = state.slice();
        new DataView(damaged.buffer).setFloat32(place, value, true);
        expect(() => engine.restore(damaged)).toThrow(invalid('NaN or an infinity'));
      }
      expect(engine.checkpoint()).toEqual(state);
    });
  });

  it('of a training that left the range of numbers is refused', async () => {
    await fresh({}, async (engine) => {
      const weights = new Float32Array(engine.weights().slice().buffer).fill(Number.NaN, 3, 4);
      engine.loadWeights(new Uint8Array(weights.buffer));
      expect(() => engine.checkpoint()).toThrow(expect.objectContaining({ code: 'non-finite' }));
    });
  });
});
