import { describe, expect, it } from 'vitest';
import { dropPathFactors } from './dropPath.ts';
import type { Plan } from './plan.ts';
import { PlanBuilder } from './testing/planBuilder.ts';
import { digestOfRun, HYPER, withEngine } from './testing/tinyNetwork.ts';
import { randomBatch } from './testing/trainingData.ts';

describe('the factors of drop path', () => {
  it('are those of the first release', () => {
    const text = dropPathFactors(2, 12, { probability: 0.4, seed: 5 }).map((row) => row.join(' '));
    expect(text).toMatchInlineSnapshot(`
      [
        "1.6666666269302368 1.6666666269302368 1.6666666269302368 1.6666666269302368 0 1.6666666269302368 0 1.6666666269302368 1.6666666269302368 0 0 0",
        "1.6666666269302368 0 1.6666666269302368 1.6666666269302368 0 0 1.6666666269302368 1.6666666269302368 0 1.6666666269302368 1.6666666269302368 1.6666666269302368",
      ]
    `);
  });

  it('keep the mean: 0 with the probability, else the reciprocal of the rest', () => {
    const rows = dropPathFactors(2, 10_000, { probability: 0.25, seed: 1 });
    const factors = rows.flatMap((row) => [...row]);
    expect(new Set(factors)).toEqual(new Set([0, Math.fround(4 / 3)]));
    expect(factors.reduce((sum, factor) => sum + factor, 0) / factors.length).toBeCloseTo(1, 1);
  });

  it('are all 1 at probability 0', () => {
    expect(new Set(dropPathFactors(3, 50, { probability: 0, seed: 9 }).flatMap((row) => [...row]))).toEqual(
      new Set([1]),
    );
  });
});

/** With drop path before the classifier, or without. */
function plan(dropped: boolean): Plan {
  const builder = new PlanBuilder(6, 5, 2);
  const made = builder.batchNormRelu(builder.conv(0, 5));
  return builder.classify(dropped ? builder.dropPath(made) : made, 3);
}

describe('drop path', () => {
  it('changes nothing when it is not set', async () => {
    expect(await digestOfRun(plan(true), {})).toBe(await digestOfRun(plan(false), {}));
  });

  it('depends on the seed', async () => {
    const digests = [1, 2, 1].map((seed) =>
      digestOfRun(plan(true), {}, { dropPath: { probability: 0.5, seed } }),
    );
    const [first, second, again] = await Promise.all(digests);
    expect(again).toBe(first);
    expect(second).not.toBe(first);
  });

  it('leaves evaluation as it is', async () => {
    const { images, labels } = randomBatch(plan(true), 40, 3);
    const hitsOf = (dropped: boolean) =>
      withEngine(plan(dropped), { batchSize: 16, threads: 1 }, async (engine) => {
        await engine.trainStep(images.subarray(0, 16 * 60), labels.subarray(0, 16), HYPER);
        return engine.evaluate(images, labels);
      });
    expect(await hitsOf(true)).toBe(await hitsOf(false));
  });

  it.each([
    { probability: 1, seed: 1 },
    { probability: Number.NaN, seed: 1 },
    { probability: 0.5, seed: -1 },
  ])('refuses %j', async (dropPath) => {
    const { images, labels } = randomBatch(plan(true), 2, 1);
    await withEngine(plan(true), { batchSize: 2, threads: 1 }, async (engine) => {
      await expect(engine.trainStep(images, labels, { ...HYPER, dropPath })).rejects.toMatchObject({
        code: 'argument-invalid',
        message: expect.stringContaining('drop path'),
      });
    });
  });
});
