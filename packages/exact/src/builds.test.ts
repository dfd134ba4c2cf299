import { describe, expect, it } from 'vitest';
import { type NativeAddon, statusOf } from './builds.ts';
import { listBuilds, selfTest } from './diagnosis.ts';
import { ExactEngine } from './engine.ts';
import { FIXED_TRAINING_DIGEST } from './fixedTraining.ts';
import type { Plan } from './plan.ts';
import { oddPlan, randomPlan } from './testing/planBuilder.ts';
import { digestOfRun, tinyPlan, withEngine } from './testing/tinyNetwork.ts';
import { randomBatch } from './testing/trainingData.ts';

const available = listBuilds().flatMap((status) => (status.available ? [status.name] : []));
const absent = listBuilds().flatMap((status) => (status.available ? [] : [status]));

/** Digests of a plan in every build with 1 to 4 threads; equal ones count once. */
async function digestsOf(plan: Plan, batchSize: number): Promise<Set<string>> {
  const digests = new Set<string>();
  for (const build of available) {
    for (const threads of [1, 2, 3, 4]) digests.add(await digestOfRun(plan, { build, threads, batchSize }));
  }
  return digests;
}

describe('every build', () => {
  it(`(here ${available.join(', ')}) gives the digest of the first release, with any number of threads`, async () => {
    expect([...(await digestsOf(tinyPlan(), 53))]).toEqual([
      '0e9e904b3163fd633f0eba42ec93d14d7534fe1acbedcab1313be4582996cd7e',
    ]);
  });

  it('gives the same weights with 1, 3, 7, 36 and 70 channels', async () => {
    expect((await digestsOf(oddPlan(), 51)).size).toBe(1);
  });

  it.each([30, 31, 32, 33, 34, 35])('gives random network %i the same weights', async (seed) => {
    const digests = new Set<string>();
    for (const build of available) digests.add(await digestOfRun(randomPlan(seed), { build, batchSize: 21 }));
    expect(digests.size).toBe(1);
  });

  it.each(available)('%s: gradients, loss and hits are those of WebAssembly', async (build) => {
    const plan = oddPlan();
    const { images, labels } = randomBatch(plan, 11, 2);
    const still = { learningRate: 0, momentum: 0, weightDecay: 0 };
    const observe = (name: typeof build) =>
      withEngine(plan, { batchSize: 11, threads: 2, build: name }, async (engine) => ({
        loss: await engine.trainStep(images, labels, still),
        gradients: engine.gradients(),
        hits: await engine.evaluate(images, labels),
      }));
    expect(await observe(build)).toEqual(await observe('wasm'));
  });

  it.each([...available, 'auto' as const])('%s passes the self test', async (build) => {
    expect(await selfTest(build)).toEqual({ digest: FIXED_TRAINING_DIGEST, passed: true });
  });
});

describe('the choice of a build', () => {
  it('is the widest by default', async () => {
    await withEngine(tinyPlan(), { batchSize: 8, threads: 1 }, async (engine) => {
      expect(engine.build).toBe(available[0]);
    });
  });

  it.each(absent)('refuses $name, which does not run here', async ({ name, reason }) => {
    const creation = ExactEngine.create(tinyPlan(), { batchSize: 8, threads: 1, build: name });
    await expect(creation).rejects.toMatchObject({
      code: 'build-unavailable',
      message: `The build "${name}" does not run here: ${reason}.`,
    });
  });

  it('refuses a build that does not exist, from untyped callers', async () => {
    const options = JSON.parse('{ "batchSize": 8, "threads": 1, "build": "avx1024" }');
    await expect(ExactEngine.create(tinyPlan(), options)).rejects.toMatchObject({ code: 'argument-invalid' });
  });

  it('knows why a native build is not available', () => {
    const missing: NativeAddon = { kind: 'missing', reason: 'no compiler' };
    expect(statusOf('avx2', missing)).toEqual({ name: 'avx2', available: false, reason: 'no compiler' });
    expect(statusOf('wasm', missing)).toEqual({ name: 'wasm', available: true });
    const old: NativeAddon = {
      kind: 'loaded',
      path: '/exact.node',
      builds: [
        { name: 'sse', vectorLength: 4, supported: true },
        { name: 'avx2', vectorLength: 8, supported: false },
      ],
    };
    expect(statusOf('sse', old).available).toBe(true);
    expect(statusOf('avx2', old)).toMatchObject({ reason: 'the processor lacks the instructions' });
    expect(statusOf('neon', old)).toMatchObject({ reason: expect.stringContaining('processor') });
  });
});
