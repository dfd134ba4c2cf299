import { expect, test } from 'vitest';
import { deviation, mean, median, pooledDeviation } from './statistics.ts';

test('the median of an odd and an even number of values, in any order', () => {
  expect(median([5, 1, 30])).toBe(5);
  expect(median([10, 1, 2, 30])).toBe(6);
  expect(median([])).toBeNaN();
});

test('mean and standard deviation of a sample', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(deviation([1, 2, 6])).toBeCloseTo(Math.sqrt(7), 12);
  expect(deviation([4])).toBeNull();
});

test('the pooled deviation is around each mean, weighted by degrees of freedom', () => {
  expect(pooledDeviation([1, 3], [101, 103])).toBeCloseTo(Math.SQRT2, 12);
  expect(pooledDeviation([1, 3], [10, 10, 10])).toBeCloseTo(Math.sqrt(2 / 3), 12);
  expect(pooledDeviation([1, 3], [10])).toBeNull();
});
