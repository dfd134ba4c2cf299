import { Random } from '@naschain/exact';
import { describe, expect, test } from 'vitest';
import { augmentedBatch, copyMoved } from './augment.ts';
import { parseOptions } from './options.ts';
import { cifar10Recipe, rateOf } from './recipe.ts';
import { learningText } from './report.ts';
import { type LearningRun, summarise } from './summary.ts';

describe('augmentation', () => {
  const image = { height: 2, width: 3, channels: 1 };
  const from = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const moved = (down: number, right: number, mirrored: boolean): number[] => {
    const to = new Uint8Array(6);
    copyMoved(from, to, image, { down, right, mirrored });
    return [...to];
  };

  test('moves, black moving in, and then mirrors', () => {
    expect(moved(0, 0, false)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(moved(1, 0, false)).toEqual([4, 5, 6, 0, 0, 0]);
    expect(moved(-1, 1, false)).toEqual([0, 0, 0, 2, 3, 0]);
    expect(moved(0, -1, true)).toEqual([2, 1, 0, 5, 4, 0]);
    expect(moved(4, 4, false)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('takes every move and both directions equally often, with the right labels', () => {
    const split = {
      images: Uint8Array.of(...from, ...from.map((value) => value + 10)),
      labels: Uint16Array.of(3, 7),
    };
    const random = new Random(1, 1);
    const seen = new Map<string, number>();
    for (let i = 0; i < 1800; i++) {
      const batch = augmentedBatch(split, Uint32Array.of(1, 0), { image, shift: 1, random });
      expect([...batch.labels]).toEqual([7, 3]);
      const key = batch.images.subarray(6).join();
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(seen.size).toBe(18);
    for (const times of seen.values()) expect(Math.abs(times - 100)).toBeLessThan(40);
  });

  test('channels stay together', () => {
    const to = new Uint8Array(6);
    copyMoved(from, to, { height: 1, width: 3, channels: 2 }, { down: 0, right: 1, mirrored: true });
    expect([...to]).toEqual([0, 0, 5, 6, 3, 4]);
  });
});

test('the learning rate falls along half a cosine', () => {
  const recipe = cifar10Recipe(3);
  const rates = [0, 25, 50, 75].map((step) => rateOf(recipe, step, 100));
  expect(rates[0]).toBe(0.1);
  expect(rates[1]).toBeCloseTo(0.05 * (1 + Math.SQRT1_2), 12);
  expect(rates[2]).toBeCloseTo(0.05, 12);
  expect(rateOf(recipe, 100, 100)).toBeCloseTo(0, 12);
});

test('options', () => {
  expect(parseOptions(['--epochs', '2', '--seeds', '1', '--images', '500'])).toMatchObject({
    json: false,
    epochs: 2,
    seeds: 1,
    images: 500,
  });
  expect(parseOptions(['--images', '50001'])).toMatchObject({ exitCode: 2 });
});

describe('summary', () => {
  const run = (engine: string, seed: number, last: number): LearningRun => ({
    engine,
    setting: 'x',
    seed,
    accuracy: [10, last],
    loss: [2, 1],
    seconds: 10 * seed,
  });
  const runs = [run('exact', 1, 70), run('pytorch', 1, 71), run('exact', 2, 72), run('pytorch', 2, 75)];

  test('means, deviations and the difference in units of the pooled one', () => {
    const { engines, difference } = summarise(runs);
    expect(engines).toEqual([
      { engine: 'exact', seeds: 2, mean: 71, deviation: Math.SQRT2, seconds: 15 },
      { engine: 'pytorch', seeds: 2, mean: 73, deviation: Math.sqrt(8), seconds: 15 },
    ]);
    expect(difference?.points).toBe(-2);
    expect(difference?.pooledDeviation).toBeCloseTo(Math.sqrt(5), 12);
    expect(difference?.inPooledDeviations).toBeCloseTo(-2 / Math.sqrt(5), 12);
  });

  test('one seed has no deviation, one engine no difference', () => {
    expect(summarise(runs.slice(0, 2)).difference).toEqual({
      points: -1,
      pooledDeviation: null,
      inPooledDeviations: null,
    });
    expect(summarise([run('exact', 1, 70)]).difference).toBeNull();
  });

  test('the text for people', () => {
    const text = learningText(runs, summarise(runs));
    expect(text).toMatch(/exact x +│ 1 +│ 10\.00 +│ 70\.00 +│ 10/);
    expect(text).toContain('exact: 71.00 % ± 1.41 over 2 seeds');
    expect(text).toContain('Difference: -2.00 points, -0.89 standard deviations');
  });
});
