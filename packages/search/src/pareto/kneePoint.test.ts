import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paretoFront } from '../pareto.ts';
import { anyPoints, gridPoints } from '../testing/naivePareto.ts';
import { kneePoint } from './kneePoint.ts';

describe('kneePoint', () => {
  test('is the point farthest below the line through the extremes, whatever the scales', () => {
    const front = [
      [0, 1000],
      [1, 200],
      [3, 100],
      [10, 0],
    ];
    expect(kneePoint(front)).toBe(1);
    expect(kneePoint(front.map(([x = 0, y = 0]) => [y * 1e9 - 7, x / 1e3]))).toBe(1);
  });

  test('takes three objectives, one of which may not vary', () => {
    const front = [
      [0, 9, 9],
      [9, 0, 9],
      [2, 2, 2],
      [9, 9, 0],
      [1, 3, 3],
    ];
    expect(kneePoint(front)).toBe(2);
    expect(kneePoint(front.map(([x = 0, , z = 0]) => [x, 4, z]))).toBe(2);
  });

  test('skips dominated points, and of equally far ones takes the first', () => {
    const points = [
      [9, 9],
      [0, 4],
      [1, 2],
      [2, 1],
      [1, 2],
      [4, 0],
    ];
    expect(kneePoint(points)).toBe(2);
    expect(kneePoint(points.toReversed())).toBe(1);
  });

  test.each([
    ['no points', []],
    [
      'two points',
      [
        [0, 1],
        [1, 0],
      ],
    ],
    ['a straight front', Array.from({ length: 11 }, (_, i) => [i / 10, 1 - i / 10])],
    ['a front that bends away', Array.from({ length: 11 }, (_, i) => [i, 100 - i * i])],
    ['equal points', [1, 2, 3].map(() => [5, 5])],
    ['one objective', [[1], [1], [1], [2]]],
  ])('%s have none', (_, points) => {
    expect(kneePoint(points)).toBeNull();
  });

  test('is on the front and no member of the front is farther below', () => {
    fc.assert(
      fc.property(fc.oneof(anyPoints, gridPoints(2, 25, 60), gridPoints(3, 25, 60)), (list) => {
        const knee = kneePoint(list);
        if (knee === null) return;
        const front = paretoFront(list);
        const members = front.map((i) => list[i] ?? []);
        const depth = (point: number[]): number =>
          point.reduce((sum, value, k) => {
            const column = members.map((member) => (member[k] ?? 0) / 2);
            const [low, high] = [Math.min(...column), Math.max(...column)];
            return sum + (low === high ? 0 : (value / 2 - low) / (high - low));
          }, 0);
        expect(front).toContain(knee);
        expect(depth(list[knee] ?? [])).toBeLessThanOrEqual(Math.min(...members.map(depth)) + 1e-9);
      }),
    );
  });

  test('refuses values that are not finite', () => {
    expect(() => kneePoint([[0, Number.NaN]])).toThrow(expect.objectContaining({ code: 'points' }));
  });
});
