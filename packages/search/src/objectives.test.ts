import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OBJECTIVES, pointOf, violationOf } from './objectives.ts';

test('a point has the chosen objectives in the chosen order; a failed network has none', () => {
  const network = { error: 7, params: 20, flops: 300 };
  expect(pointOf(network, OBJECTIVES)).toEqual([7, 20, 300]);
  expect(pointOf(network, ['flops', 'error'])).toEqual([300, 7]);
  expect(pointOf(network, ['params'])).toEqual([20]);
  expect(pointOf({ ...network, error: 0 }, ['error'])).toEqual([0]);
  expect(pointOf({ ...network, error: null }, ['flops'])).toBeNull();
});

test('violation is the sum of relative excesses, and 0 exactly within the limits', () => {
  const network = { params: 150, flops: 400 };
  expect(violationOf(network, { params: null, flops: null })).toBe(0);
  expect(violationOf(network, { params: 150, flops: 400 })).toBe(0);
  expect(violationOf(network, { params: 100, flops: null })).toBe(0.5);
  expect(violationOf(network, { params: 100, flops: 100 })).toBe(3.5);
  const amounts = fc.integer({ min: 1, max: 1e12 });
  fc.assert(
    fc.property(amounts, amounts, amounts, amounts, (params, flops, most, mostFlops) => {
      const violation = violationOf({ params, flops }, { params: most, flops: mostFlops });
      expect(violation === 0).toBe(params <= most && flops <= mostFlops);
      expect(violation).toBeGreaterThanOrEqual(0);
    }),
  );
});
