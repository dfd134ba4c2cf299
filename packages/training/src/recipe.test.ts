import { describe, expect, it } from 'vitest';
import { measureNormalisation } from './normalisation.ts';
import { drawOrder, drawSplit, dropPathRandom } from './randomness.ts';
import { cosineRate, dropPathOf, learningRateOf } from './schedule.ts';
import { barSpec } from './testData.ts';

const { recipe } = barSpec({ trainSamples: 60, validationSamples: 30 });

describe('split and order', () => {
  it('draws disjoint subsets that only the seed and the counts determine', () => {
    const { train, validation } = drawSplit(recipe, 100);
    expect([train.length, validation.length]).toEqual([60, 30]);
    const all = new Set([...train, ...validation]);
    expect(all.size).toBe(90);
    expect(Math.max(...all)).toBeLessThan(100);
    expect(drawSplit(recipe, 100)).toEqual({ train, validation });
    expect(drawSplit({ ...recipe, seed: 2 }, 100).train).not.toEqual(train);
  });

  it('can use every image', () => {
    const { train, validation } = drawSplit(recipe, 90);
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...Array(90).keys()]);
  });

  it('visits every training image once an epoch, in a new order each time', () => {
    const { train } = drawSplit(recipe, 100);
    const first = drawOrder(recipe, train, 1);
    expect([...first].sort()).toEqual([...train].sort());
    expect(drawOrder(recipe, train, 2)).not.toEqual(first);
    expect(drawOrder(recipe, train, 1)).toEqual(first);
  });
});

describe('measureNormalisation', () => {
  it('gives mean and deviation per channel over the chosen images only', async () => {
    const image = { height: 1, width: 2, channels: 2 };
    const images = Uint8Array.of(0, 7, 10, 7, 99, 99, 99, 99, 20, 7, 30, 7);
    const data = { image, classes: 2, train: { images, labels: Uint16Array.of(0, 1, 0) } };
    const { mean, deviation } = await measureNormalisation(data, Uint32Array.of(2, 0));
    expect(mean).toEqual([15, 7]);
    expect(deviation[0]).toBeCloseTo(Math.sqrt(125), 12);
    expect(deviation[1]).toBe(1);
  });
});

describe('cosineRate', () => {
  it('is half a cosine from the peak to zero', () => {
    expect(cosineRate(0.3, 0, 100)).toBe(0.3);
    for (let step = 0; step <= 100; step++) {
      expect(cosineRate(1, step, 100)).toBeCloseTo((1 + Math.cos((Math.PI * step) / 100)) / 2, 14);
    }
  });

  it('has the same bits everywhere', () => {
    expect([1, 2, 3, 4].map((step) => cosineRate(0.1, step, 5))).toMatchInlineSnapshot(`
      [
        0.09045084971874737,
        0.06545084971874737,
        0.034549150281252626,
        0.009549150281252639,
      ]
    `);
  });
});

describe('learningRateOf', () => {
  const schedule = { ...recipe, epochs: 10, learningRate: 0.4 };
  const rates = (change: object, from: number, to: number) =>
    Array.from({ length: to - from }, (_, step) =>
      learningRateOf({ ...schedule, ...change }, from + step, 4),
    );

  it('is the cosine over all steps without a warm-up', () => {
    expect(rates({}, 0, 40)).toEqual(Array.from({ length: 40 }, (_, step) => cosineRate(0.4, step, 40)));
  });

  it('rises linearly to the peak, then falls by the cosine over the steps that are left', () => {
    const warm = { warmupEpochs: 2 };
    expect(rates(warm, 0, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((step) => (0.4 * step) / 8));
    expect(rates(warm, 8, 40)).toEqual(Array.from({ length: 32 }, (_, step) => cosineRate(0.4, step, 32)));
    expect(rates({ warmupEpochs: 10 }, 38, 40)).toEqual([(0.4 * 39) / 40, 0.4]);
  });
});

describe('drop path', () => {
  it('rises from 0 by equal steps, and would reach its probability after the last epoch', () => {
    const final = { ...recipe, epochs: 4, dropPath: 0.5 };
    expect([1, 2, 3, 4].map((epoch) => dropPathOf(final, epoch))).toEqual([0, 0.125, 0.25, 0.375]);
    // A shorter training is the beginning of the full one.
    expect(dropPathOf({ ...final, stopAfter: 2 }, 2)).toBe(0.125);
    expect(dropPathOf({ ...recipe, epochs: 4 }, 4)).toBe(0);
  });

  it('has seeds of its own in every epoch, the same everywhere', () => {
    const seeds = [1, 2].flatMap((epoch) => {
      const random = dropPathRandom(recipe, epoch);
      return [random.uint32(), random.uint32()];
    });
    expect(seeds).toMatchInlineSnapshot(`
      [
        250562052,
        1750749860,
        1139732343,
        3590360367,
      ]
    `);
    expect(new Set(seeds).size).toBe(4);
  });
});
