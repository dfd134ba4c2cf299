import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ExactEngine } from './engine.ts';
import type { EngineOptions } from './options.ts';
import { PlanBuilder } from './testing/planBuilder.ts';
import { HYPER, tinyPlan, withEngine } from './testing/tinyNetwork.ts';
import { randomBatch } from './testing/trainingData.ts';

describe('memory', () => {
  it('of closed engines is used again, as clean as new', async () => {
    const before = process.memoryUsage().rss;
    const builder = new PlanBuilder(64, 64, 1);
    const large = builder.classify(builder.batchNormRelu(builder.conv(0, 32)), 2);
    const { images, labels } = randomBatch(large, 40, 1);
    const losses = new Set<number>();
    for (let run = 0; run < 8; run++) {
      await withEngine(large, { batchSize: 40, threads: 1 }, async (engine) => {
        losses.add(await engine.trainStep(images, labels, HYPER));
        losses.add(await engine.trainStep(images, labels, HYPER));
      });
      // Leaves other things behind in between, in a smaller memory and in a part of the large one.
      await withEngine(tinyPlan(), { batchSize: 8, threads: 1 }, async (engine) => {
        const { images, labels } = randomBatch(tinyPlan(), 8, run);
        await engine.trainStep(images, labels, HYPER);
      });
    }
    expect(losses.size).toBe(2);
    // One such engine takes some 60 MiB.
    expect(process.memoryUsage().rss - before).toBeLessThan(3 * 2 ** 26);
  });
});

describe('errors', () => {
  const plan = tinyPlan();

  it.each<[string, EngineOptions]>([
    ['batchSize', { batchSize: 0, threads: 1 }],
    ['threads', { batchSize: 8, threads: 1.5 }],
    ['means', { batchSize: 8, threads: 1, normalisation: { mean: [1], deviation: [1] } }],
    ['positive', { batchSize: 8, threads: 1, normalisation: { mean: [1, 1, 1], deviation: [1, 0, 1] } }],
  ])('refuses options with a bad value: %s', async (text, options) => {
    await expect(ExactEngine.create(plan, options)).rejects.toMatchObject({
      code: 'argument-invalid',
      message: expect.stringContaining(text),
    });
  });

  it('says so when the network cannot fit', async () => {
    const builder = new PlanBuilder(512, 512, 3);
    const huge = builder.classify(builder.batchNormRelu(builder.conv(builder.conv(0, 256), 256)), 10);
    await expect(ExactEngine.create(huge, { batchSize: 512, threads: 1 })).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringContaining('smaller batch'),
    });
  });

  it('keeps to the limit of memory', async () => {
    const options = { batchSize: 8, threads: 1 };
    const needed = await withEngine(plan, options, async (engine) => engine.byteLength);
    await withEngine(plan, { ...options, memoryLimit: needed }, async (engine) => {
      expect(engine.byteLength).toBe(needed);
    });
    const build = 'wasm';
    const least = await withEngine(plan, { ...options, build }, async (engine) => engine.byteLength);
    await expect(ExactEngine.create(plan, { ...options, memoryLimit: least - 1 })).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/^The network needs \d+ MiB at this batch size, \d+ MiB is the limit/),
    });
    await expect(ExactEngine.create(plan, { ...options, memoryLimit: 2 ** 33 })).rejects.toMatchObject({
      code: 'argument-invalid',
    });
  });

  it('refuses images and labels that do not fit the plan', async () => {
    await withEngine(plan, { batchSize: 4, threads: 1 }, async (engine) => {
      const { images, labels } = randomBatch(plan, 4, 1);
      const invalid = { code: 'argument-invalid' };
      await expect(engine.trainStep(images.subarray(1), labels, HYPER)).rejects.toMatchObject(invalid);
      await expect(engine.trainStep(images, Uint16Array.of(0, 1, 2, 4), HYPER)).rejects.toMatchObject(
        invalid,
      );
      await expect(engine.evaluate(images, labels.subarray(1))).rejects.toMatchObject(invalid);
      await expect(engine.trainStep(images, labels, { ...HYPER, momentum: 2 })).rejects.toMatchObject(
        invalid,
      );
      expect(() => engine.loadWeights(new Uint8Array(4))).toThrow(expect.objectContaining(invalid));
    });
  });

  it('reports a run that diverges', async () => {
    await withEngine(plan, { batchSize: 8, threads: 1 }, async (engine) => {
      const { images, labels } = randomBatch(plan, 8, 1);
      const step = () => engine.trainStep(images, labels, { ...HYPER, learningRate: 1e6, weightDecay: 1e6 });
      const run = async () => {
        for (let i = 0; i < 20; i++) await step();
      };
      await expect(run()).rejects.toMatchObject({ code: 'non-finite' });
      expect(() => engine.weights()).toThrow(expect.objectContaining({ code: 'non-finite' }));
    });
  });

  it('allows one call at a time', async () => {
    await withEngine(plan, { batchSize: 8, threads: 1 }, async (engine) => {
      const { images, labels } = randomBatch(plan, 8, 1);
      const first = engine.trainStep(images, labels, HYPER);
      await expect(engine.evaluate(images, labels)).rejects.toMatchObject({ code: 'busy' });
      expect(() => engine.weights()).toThrow(expect.objectContaining({ code: 'busy' }));
      expect(await first).toBeGreaterThan(0);
    });
  });

  it('ends a running step when closed, and leaves no thread behind', async () => {
    const builder = new PlanBuilder(64, 64, 3);
    const large = builder.classify(builder.conv(builder.conv(0, 128), 128), 10);
    const before = countThreads();
    const engine = await ExactEngine.create(large, { batchSize: 16, threads: 2 });
    engine.initialise(1);
    expect(countThreads()).toBeGreaterThan(before);
    const { images, labels } = randomBatch(large, 16, 1);
    const step = engine.trainStep(images, labels, HYPER);
    const rejected = expect(step).rejects.toMatchObject({ code: 'closed' });
    await engine.close();
    await rejected;
    await expect(engine.trainStep(images, labels, HYPER)).rejects.toMatchObject({ code: 'closed' });
    await engine.close();
    expect(countThreads()).toBeLessThanOrEqual(before);
  });

  it('lets the process exit in the middle of a step', () => {
    const module = new URL('./testing/tinyNetwork.ts', import.meta.url).href;
    const code = `
      import { exitDuringStep } from '${module}';
      await exitDuringStep();`;
    const done = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(done).toMatchObject({ status: 0, signal: null, stderr: '' });
  });
});

/** Threads of this process; where the system does not tell, growth and shrinkage are taken on trust. */
function countThreads(): number {
  if (!existsSync('/proc/self/task')) {
    console.warn('No /proc on this system: leftover threads are not checked.');
    return Number.NaN;
  }
  return readdirSync('/proc/self/task').length;
}
