import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gridPoints, naiveDominates, peel } from '../testing/naivePareto.ts';
import { type ConstrainedPoint, constrainedDominates, constrainedSort } from './constrained.ts';

const constrainedPoints = fc
  .integer({ min: 1, max: 4 })
  .chain((dimension) =>
    gridPoints(dimension).chain((list) =>
      fc
        .array(fc.constantFrom(0, 0, 0.5, 1, 7), { minLength: list.length, maxLength: list.length })
        .map((violations) => list.map((objectives, i) => ({ objectives, violation: violations[i] ?? 0 }))),
    ),
  );

function naiveBetter(a: ConstrainedPoint, b: ConstrainedPoint): boolean {
  if (a.violation === 0 && b.violation === 0) return naiveDominates(a.objectives, b.objectives);
  if (a.violation === 0 || b.violation === 0) return a.violation === 0;
  return a.violation < b.violation;
}

test('constrainedDominates follows the definition', () => {
  fc.assert(
    fc.property(constrainedPoints, (list) => {
      for (const a of list) for (const b of list) expect(constrainedDominates(a, b)).toBe(naiveBetter(a, b));
    }),
  );
});

test('constrainedSort peels front after front', () => {
  fc.assert(
    fc.property(constrainedPoints, (list) => {
      expect(constrainedSort(list)).toEqual(peel(list, naiveBetter));
    }),
  );
});

describe('constrainedSort', () => {
  test('puts feasible fronts before infeasible points by violation', () => {
    const points = [
      { objectives: [0, 0], violation: 2 },
      { objectives: [5, 5], violation: 0 },
      { objectives: [9, 9], violation: 1 },
      { objectives: [6, 6], violation: 0 },
      { objectives: [8, 8], violation: 1 },
    ];
    expect(constrainedSort(points)).toEqual([[1], [3], [2, 4], [0]]);
  });

  test.each([
    { objectives: [1, Number.NaN], violation: 0 },
    { objectives: [Number.NaN, 1], violation: 3 },
    { objectives: [1], violation: 0 },
    { objectives: [1, 1], violation: -1 },
    { objectives: [1, 1], violation: Number.NaN },
    { objectives: [1, 1], violation: Number.POSITIVE_INFINITY },
  ])('refuses %j', (bad) => {
    const points = [{ objectives: [1, 1], violation: 0 }, bad];
    expect(() => constrainedSort(points)).toThrow(expect.objectContaining({ code: 'points' }));
  });
});
