import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crowdingDistance, dominates, nonDominatedSort, paretoFront, SearchError } from './index.ts';

const points = (dimension: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: dimension, maxLength: dimension }), {
    maxLength: 25,
  });
const anyPoints = fc.integer({ min: 1, max: 4 }).chain(points);

const dominatesPlainly = (a: number[], b: number[]): boolean =>
  a.every((x, k) => x <= (b[k] ?? 0)) && a.some((x, k) => x < (b[k] ?? 0));
const bruteFront = (list: number[][], among: number[]): number[] =>
  among.filter((i) => !among.some((j) => dominatesPlainly(list[j] ?? [], list[i] ?? [])));

test('dominates follows the definition', () => {
  fc.assert(
    fc.property(anyPoints, (list) => {
      for (const a of list) for (const b of list) expect(dominates(a, b)).toBe(dominatesPlainly(a, b));
    }),
  );
});

test('paretoFront is what no point dominates', () => {
  fc.assert(
    fc.property(anyPoints, (list) => {
      expect(paretoFront(list)).toEqual(bruteFront(list, [...list.keys()]));
    }),
  );
});

test('nonDominatedSort peels front after front', () => {
  fc.assert(
    fc.property(anyPoints, (list) => {
      const expected: number[][] = [];
      let left = [...list.keys()];
      while (left.length > 0) {
        const front = bruteFront(list, left);
        expected.push(front);
        left = left.filter((i) => !front.includes(i));
      }
      expect(nonDominatedSort(list)).toEqual(expected);
    }),
  );
});

describe('crowdingDistance', () => {
  test('a front worked out by hand', () => {
    // Ranges 4 and 8: the second point has (3 - 0) / 4 + (8 - 1) / 8.
    const front = [
      [0, 8],
      [1, 3],
      [3, 1],
      [4, 0],
    ];
    expect(crowdingDistance(front)).toEqual([
      Number.POSITIVE_INFINITY,
      0.75 + 0.875,
      0.75 + 0.375,
      Number.POSITIVE_INFINITY,
    ]);
  });

  test('small and flat fronts', () => {
    expect(crowdingDistance([])).toEqual([]);
    expect(crowdingDistance([[1, 2]])).toEqual([Number.POSITIVE_INFINITY]);
    expect(crowdingDistance(new Array(4).fill([1, 2]))).toEqual([0, 0, 0, 0]);
  });

  test('does not depend on the scale of the objectives, nor on the order of distinct points', () => {
    const front = fc.uniqueArray(fc.tuple(fc.nat({ max: 99 }), fc.nat({ max: 99 })), {
      selector: ([x]) => x,
      maxLength: 12,
    });
    fc.assert(
      fc.property(front, (list) => {
        // Strictly decreasing in y, hence a front without equal values.
        const sorted = [...list].sort((a, b) => a[0] - b[0]).map(([x], i) => [x, 1000 - i * i]);
        const distance = crowdingDistance(sorted);
        expect(crowdingDistance(sorted.map(([x = 0, y = 0]) => [x * 4, y * 1024]))).toEqual(distance);
        expect(crowdingDistance([...sorted].reverse())).toEqual([...distance].reverse());
      }),
    );
  });
});

test('points that are not finite or not of one dimension are refused', () => {
  for (const bad of [[[1, Number.NaN]], [[1, 2], [1]], [[Number.POSITIVE_INFINITY, 0]]])
    for (const measure of [paretoFront, nonDominatedSort, crowdingDistance])
      expect(() => measure(bad)).toThrow(SearchError);
});

test('a front of 10,000 mutually non-dominated points and 10,000 behind it is found quickly', () => {
  const front = Array.from({ length: 10_000 }, (_, i) => [i, 10_000 - i]);
  const behind = front.map(([x = 0, y = 0]) => [x + 1, y + 1]);
  expect(paretoFront([...behind, ...front]).length).toBe(10_000);
}, 1000);
