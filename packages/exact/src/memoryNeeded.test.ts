import { describe, expect, it } from 'vitest';
import { BUILD_NAMES, type BuildName } from './builds.ts';
import { listBuilds } from './diagnosis.ts';
import { ExactEngine } from './engine.ts';
import { memoryNeeded } from './memoryNeeded.ts';
import { PlanBuilder } from './testing/planBuilder.ts';
import { tinyPlan } from './testing/tinyNetwork.ts';

const invalid = (code: string) => expect.objectContaining({ name: 'ExactError', code });

describe('memoryNeeded', () => {
  it('is what an engine takes, and just within its limit', async () => {
    const plan = tinyPlan();
    for (const { name: build, available } of listBuilds()) {
      if (!available) continue;
      for (const size of [
        { batchSize: 1, threads: 1, build },
        { batchSize: 40, threads: 2, build },
        { batchSize: 40, threads: 99, build },
      ]) {
        const memoryLimit = memoryNeeded(plan, size);
        const engine = await ExactEngine.create(plan, { ...size, memoryLimit });
        expect(engine.byteLength).toBe(memoryLimit);
        await engine.close();
        await expect(ExactEngine.create(plan, { ...size, memoryLimit: memoryLimit - 1 })).rejects.toThrow(
          invalid('out-of-memory'),
        );
      }
    }
  });

  it('tells of builds of other machines, and of more than any machine has', () => {
    const needed = BUILD_NAMES.map((build) => memoryNeeded(tinyPlan(), { batchSize: 16, threads: 1, build }));
    expect(needed.toSorted((a, b) => b - a)).toEqual(needed);
    expect(needed[4]).toBe(needed[2]);
    const builder = new PlanBuilder(1024, 1024, 3);
    const large = builder.classify(builder.conv(0, 64), 2);
    expect(memoryNeeded(large, { batchSize: 1024, threads: 1, build: 'avx512' })).toBeGreaterThan(2 ** 33);
  });

  it('refuses what no engine takes', () => {
    const size = { batchSize: 16, threads: 1, build: 'sse' as BuildName };
    const { image } = tinyPlan();
    expect(() => memoryNeeded({ image, classes: 2, ops: [] }, size)).toThrow(invalid('plan-invalid'));
    for (const wrong of [{ batchSize: 0 }, { threads: 0.5 }, { build: 'mmx' as BuildName }]) {
      expect(() => memoryNeeded(tinyPlan(), { ...size, ...wrong })).toThrow(invalid('argument-invalid'));
    }
  });
});
