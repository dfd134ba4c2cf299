import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SearchError } from './error.ts';
import { dominates } from './pareto/point.ts';
import { crowdingDistance, nonDominatedSort, paretoFront } from './pareto.ts';
import { Prng } from './prng.ts';
import { anyPoints, gridPoints, naiveDominates, peel } from './testing/naivePareto.ts';

test('dominates follows the definition', () => {
  fc.assert(
    fc.property(anyPoints, (list) => {
      for (const a of list) for (const b of list) expect(dominates(a, b)).toBe(naiveDominates(a, b));
    }),
  );
});

test('paretoFront is what no point dominates', () => {
  fc.assert(
    fc.property(anyPoints, (list) => {
      expect(paretoFront(list)).toEqual(peel(list, naiveDominates)[0] ?? []);
    }),
  );
});

describe('nonDominatedSort', () => {
  test('peels front after front', () => {
    fc.assert(
      fc.property(anyPoints, (list) => {
        expect(nonDominatedSort(list)).toEqual(peel(list, naiveDominates));
      }),
      { numRuns: 300 },
    );
  });

  test('does the same to many points of three objectives', () => {
    for (const side of [3, 8, 30, 1000]) {
      const prng = Prng.fromSeed(side);
      const list = Array.from({ length: 400 }, () => [0, 0, 0].map(() => prng.below(side)));
      expect(nonDominatedSort(list)).toEqual(peel(list, naiveDominates));
      // One wide front, in which the staircase is long and changes everywhere.
      const flat = list.map(([x = 0, y = 0]) => [x, y, 2 * side - x - y]);
      expect(nonDominatedSort(flat)).toEqual(peel(flat, naiveDominates));
    }
  });

  test('does not depend on the order of the points', () => {
    fc.assert(
      fc.property(
        anyPoints.chain((list) => fc.tuple(fc.constant(list), shuffled(list))),
        ([list, other]) => {
          const contents = (points: number[][]): string[][] =>
            nonDominatedSort(points).map((front) => front.map((i) => String(points[i])).sort());
          expect(contents(other)).toEqual(contents(list));
        },
      ),
    );
  });

  test('takes nothing, points without objectives, and zeros of either sign', () => {
    expect(nonDominatedSort([])).toEqual([]);
    expect(paretoFront([])).toEqual([]);
    expect(nonDominatedSort([[], []])).toEqual([[0, 1]]);
    expect(paretoFront([[], []])).toEqual([0, 1]);
    const zeros = [
      [0, -0, 0],
      [-0, 0, -0],
      [0, 0, 0],
    ];
    expect(nonDominatedSort(zeros)).toEqual([[0, 1, 2]]);
  });
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

  test('follows the definition, with ties by index', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }).chain(gridPoints), (list) => {
        expect(crowdingDistance(list)).toEqual(naiveCrowding(list));
      }),
    );
  });

  test('is a number for any finite values', () => {
    const huge = [
      [-Number.MAX_VALUE, Number.MAX_VALUE],
      [0, 0],
      [Number.MAX_VALUE, -Number.MAX_VALUE],
    ];
    expect(crowdingDistance(huge)).toEqual([Number.POSITIVE_INFINITY, 2, Number.POSITIVE_INFINITY]);
    fc.assert(
      fc.property(anyPoints, (list) => {
        expect(crowdingDistance(list).every((distance) => distance >= 0)).toBe(true);
      }),
    );
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
  for (const bad of [[[1, Number.NaN]], [[1, 2], [1]], [[1], [1, 2]], [[Number.POSITIVE_INFINITY, 0]]])
    for (const measure of [paretoFront, nonDominatedSort, crowdingDistance])
      expect(() => measure(bad)).toThrow(expect.objectContaining({ code: 'points' }));
  expect(() => paretoFront([[1, Number.NaN]])).toThrow(SearchError);
  expect(() => paretoFront([[1, Number.NaN]])).toThrow('point 0 must be 2 finite numbers, but is [1,NaN]');
});

// Quadratic algorithms take 10 s and more here.
describe('100,000 points are sorted quickly:', () => {
  const count = 100_000;
  const draw = (seed: number, of: (next: () => number, i: number) => number[]): number[][] => {
    const prng = Prng.fromSeed(seed);
    return Array.from({ length: count }, (_, i) => of(() => prng.next(), i));
  };
  test.each([
    ['one front in two dimensions', draw(1, (_, i) => [i, -i]), 1],
    ['a chain', draw(2, (_, i) => [i, i, i]), count],
    ['one point', draw(3, () => [1, 2, 3]), 1],
    [
      'one front whose staircase stays long',
      draw(4, (next, i) => antidiagonal([next(), (i * 7919) % count])),
      1,
    ],
    ['a front on a plane', draw(5, (next) => plane([next(), next()])), 1],
  ])(
    '%s',
    (_, list, fronts) => {
      expect(nonDominatedSort(list)).toHaveLength(fronts);
      if (fronts === 1) expect(paretoFront(list)).toHaveLength(count);
    },
    3000,
  );
});

function antidiagonal([x = 0, y = 0]: number[]): number[] {
  return [x, y, -y];
}

function plane([x = 0, y = 0]: number[]): number[] {
  return [x, y, -x - y];
}

function shuffled<Item>(list: Item[]): fc.Arbitrary<Item[]> {
  return fc.shuffledSubarray(list, { minLength: list.length });
}

function naiveCrowding(list: number[][]): number[] {
  if (list.length <= 2) return list.map(() => Number.POSITIVE_INFINITY);
  const distance = list.map(() => 0);
  for (const k of list[0]?.keys() ?? []) {
    const order = list.map((point, i) => ({ i, value: point[k] ?? 0 })).sort((a, b) => a.value - b.value);
    const range = (order.at(-1)?.value ?? 0) - (order[0]?.value ?? 0);
    for (const [at, { i }] of order.entries()) {
      const gap = ((order[at + 1]?.value ?? Infinity) - (order[at - 1]?.value ?? -Infinity)) / range;
      if (range > 0) distance[i] = (distance[i] ?? 0) + gap;
    }
  }
  return distance;
}
