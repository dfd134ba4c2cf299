import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hypervolume } from '../hypervolume.ts';
import { paretoFront } from '../pareto.ts';
import { anyPoints, gridPoints } from '../testing/naivePareto.ts';
import { kneePoint } from './kneePoint.ts';
import { frontSpacing, frontStatistics } from './statistics.ts';

describe('frontStatistics', () => {
  test('of a generation worked out by hand', () => {
    const points = [
      [0, 8],
      [1, 2],
      [2, 1],
      [8, 0],
      [8, 8],
      [1, 2],
    ];
    // Four different members; normalised distances 7 / 8, 2 / 8, 2 / 8, 7 / 8, mean 4.5 / 8.
    const deviation = Math.sqrt((4 * 2.5 ** 2) / 3) / 8;
    const { spacing, ...rest } = frontStatistics(points, [10, 10]);
    expect(rest).toEqual({
      size: 5,
      hypervolume: 2 * 10 + 6 * 9 + 1 * 8 + 1 * 2,
      knee: 1,
      objectives: [
        { minimum: 0, median: 1.5, maximum: 8 },
        { minimum: 0, median: 2, maximum: 8 },
      ],
    });
    expect(spacing).toBeCloseTo(deviation, 12);
  });

  test('of no points', () => {
    expect(frontStatistics([], [1, 1])).toEqual({
      size: 0,
      hypervolume: 0,
      knee: null,
      objectives: [],
      spacing: null,
    });
  });

  test('agrees with its parts, in any order of the points', () => {
    const grids = fc.integer({ min: 1, max: 3 }).chain((dimension) => gridPoints(dimension, 25, 9));
    fc.assert(
      fc.property(grids, (list) => {
        const reference = new Array(list[0]?.length ?? 2).fill(8);
        const { objectives, ...rest } = frontStatistics(list, reference);
        expect(rest).toEqual({
          size: paretoFront(list).length,
          hypervolume: hypervolume(list, reference),
          knee: kneePoint(list),
          spacing: frontSpacing(list),
        });
        for (const [k, { minimum, median, maximum }] of objectives.entries()) {
          const column = list.map((point) => point[k] ?? 0);
          expect([minimum, maximum]).toEqual([Math.min(...column), Math.max(...column)]);
          const below = column.filter((value) => value < median).length;
          const above = column.filter((value) => value > median).length;
          expect(Math.max(below, above)).toBeLessThanOrEqual(list.length / 2);
        }
        const { knee, ...reversed } = frontStatistics(list.toReversed(), reference);
        const { knee: _, ...forward } = { ...rest, objectives };
        expect(reversed).toEqual(forward);
      }),
    );
  });

  test('refuses values that are not finite, and other numbers of objectives', () => {
    for (const [points, reference] of [
      [[[1, Number.NaN]], [1, 1]],
      [[[1, 2, 3]], [1, 1]],
      [[[1, 2]], [1, Number.NaN]],
      [[[1, 2, 3, 4]], [5, 5, 5, 5]],
      [[], []],
    ] satisfies [number[][], number[]][])
      expect(() => frontStatistics(points, reference)).toThrow(expect.objectContaining({ code: 'points' }));
  });
});

/** Without subnormal and huge values, whose quotients differ with the order of operations. */
const moderatePoints = anyPoints.map((list) =>
  list.map((point) => point.map((x) => (Math.abs(x) < 1e-150 || Math.abs(x) > 1e150 ? 0 : x))),
);

describe('frontSpacing', () => {
  test('follows the definition', () => {
    fc.assert(
      fc.property(fc.oneof(moderatePoints, gridPoints(3, 40, 20)), (list) => {
        const spacing = frontSpacing(list);
        const expected = naiveSpacing(list);
        if (expected === null) expect(spacing).toBeNull();
        else expect(spacing).toBeCloseTo(expected, 9);
      }),
    );
  });

  test('is 0 on an even front and null without two different points', () => {
    expect(frontSpacing([0, 1, 2, 3, 4].map((x) => [x, 4 - x]))).toBe(0);
    expect(frontSpacing([])).toBeNull();
    expect(
      frontSpacing([
        [1, 2],
        [1, 2],
        [3, 3],
      ]),
    ).toBeNull();
  });
});

function naiveSpacing(list: number[][]): number | null {
  const texts = new Set<string>();
  const front = paretoFront(list)
    .map((i) => (list[i] ?? []).map((value) => value + 0))
    .filter((point) => !texts.has(String(point)) && texts.add(String(point)));
  if (front.length < 2) return null;
  const scaled = front.map((point) =>
    point.map((value, k) => {
      const column = front.map((other) => (other[k] ?? 0) / 4);
      const [low, high] = [Math.min(...column), Math.max(...column)];
      return low === high ? 0 : (value / 4 - low) / (high - low);
    }),
  );
  const nearest = scaled.map((a) =>
    Math.min(
      ...scaled
        .filter((b) => b !== a)
        .map((b) => a.reduce((sum, value, k) => sum + Math.abs(value - (b[k] ?? 0)), 0)),
    ),
  );
  const mean = nearest.reduce((a, b) => a + b, 0) / nearest.length;
  return Math.sqrt(nearest.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (nearest.length - 1));
}
