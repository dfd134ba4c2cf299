import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankCorrelation } from './rankCorrelation.ts';

/** Pearson's correlation of ranks, a rank being one more than the smaller values and half the other equal ones. */
function naive(a: readonly number[], b: readonly number[]): number {
  const ranks = (list: readonly number[]): number[] =>
    list.map((x) => 1 + list.filter((y) => y < x).length + (list.filter((y) => y === x).length - 1) / 2);
  const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
  const [x, y] = [ranks(a), ranks(b)];
  const covariance = (p: readonly number[], q: readonly number[]): number =>
    mean(p.map((value, i) => (value - mean(p)) * ((q[i] ?? 0) - mean(q))));
  return covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y));
}

const pairs = (top: number) => fc.array(fc.tuple(fc.nat(top), fc.nat(top)), { minLength: 3, maxLength: 30 });
const columns = (list: readonly (readonly [number, number])[]) =>
  [list.map(([a]) => a), list.map(([, b]) => b)] as const;

test.each([4, 1000])('agrees with the definition, values 0 to %d', (top) => {
  fc.assert(
    fc.property(pairs(top), (list) => {
      const [a, b] = columns(list);
      const spread = new Set(a).size > 1 && new Set(b).size > 1;
      const result = rankCorrelation(a, b);
      expect(result !== null).toBe(spread);
      if (result !== null) expect(result).toBeCloseTo(naive(a, b), 12);
    }),
  );
});

test('knows only the order', () => {
  expect(rankCorrelation([1, 2, 3, 4], [10, 200, 3000, 40000])).toBeCloseTo(1, 15);
  expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, -100])).toBeCloseTo(-1, 15);
  expect(rankCorrelation([1, 2, 3], [1, 3, 2])).toBeCloseTo(0.5, 15);
});

test('is unknown for too few pairs or without spread', () => {
  expect(rankCorrelation([], [])).toBeNull();
  expect(rankCorrelation([1, 2], [1, 2])).toBeNull();
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
  expect(rankCorrelation([1, 2, 3], [5, 5, 5])).toBeNull();
});
