import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  GrowingHypervolume2d,
  hypervolume,
  hypervolume2d,
  hypervolume3d,
  hypervolumeContributions2d,
  macroSpace,
  normalisedHypervolume,
  Prng,
  paretoFront,
  referencePoint,
  SearchError,
} from './index.ts';
import { dominatedCells, gridPoints } from './testing/naivePareto.ts';

const SIDE = 8;
const grid = (dimension: number) => gridPoints(dimension, 16, SIDE + 1);
const finite = { noNaN: true, noDefaultInfinity: true };

test.each([[[SIDE]], [[SIDE, SIDE - 1]], [[SIDE, SIDE - 1, SIDE - 2]]])(
  'below %j it equals the count of dominated cells, in any order of the points',
  (reference) => {
    fc.assert(
      fc.property(grid(reference.length), (list) => {
        const cells = dominatedCells(list, reference);
        expect(hypervolume(list, reference)).toBe(cells);
        expect(hypervolume(list.toReversed(), reference)).toBe(cells);
      }),
    );
  },
);

test('2-D and 3-D are what the dispatch takes', () => {
  fc.assert(
    fc.property(grid(2), grid(3), (plane, space) => {
      expect(hypervolume2d(plane, [5, 6])).toBe(hypervolume(plane, [5, 6]));
      expect(hypervolume3d(space, [5, 6, 7])).toBe(hypervolume(space, [5, 6, 7]));
    }),
  );
});

test('only the front counts, in any order, and a new point never lowers it', () => {
  const real = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(real, real), { maxLength: 20 }), fc.tuple(real, real), (list, extra) => {
      const volume = hypervolume2d(list, [1, 1]);
      const front = paretoFront(list).flatMap((i) => [list[i] ?? []]);
      expect(hypervolume2d(front, [1, 1])).toBe(volume);
      expect(hypervolume2d([...list].reverse(), [1, 1])).toBe(volume);
      expect(hypervolume2d([...list, extra], [1, 1])).toBeGreaterThanOrEqual(volume - 1e-12);
    }),
  );
});

test('only the front counts in 3-D too, bit for bit and in any order', () => {
  const real = fc.double({ min: 0, max: 1.1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(real, real, real), { maxLength: 30 }), (list) => {
      const volume = hypervolume3d(list, [1, 1, 1]);
      const front = paretoFront(list).flatMap((i) => [list[i] ?? []]);
      expect(hypervolume3d(front, [1, 1, 1])).toBe(volume);
      expect(hypervolume3d(list.toReversed(), [1, 1, 1])).toBe(volume);
      const turned = list.map(([x, y, z]) => [y, z, x]);
      expect(hypervolume3d(turned, [1, 1, 1])).toBeCloseTo(volume, 12);
    }),
  );
});

// Rectangles of no width whose other side overflows: 0 × ∞.
const OVERFLOWING: [[number, number, number][], [number, number, number]][] = [
  [
    [
      [5e-324, 0, -Number.MAX_VALUE],
      [0, 5e-324, -Number.MAX_VALUE],
    ],
    [1.1093988118252572e237, 1.620421002528956e71, 0],
  ],
  [
    [
      [0, Number.MAX_VALUE, 0],
      [0, -Number.MAX_VALUE, 1],
    ],
    [1, 1.7e308, 2],
  ],
];
const toPlane = (point: readonly number[]) => point.slice(0, 2);

test('is never NaN nor negative, however large or small the values', () => {
  const value = fc.double(finite);
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value, value)), fc.tuple(value, value, value), (list, reference) => {
      for (const dimension of [1, 2, 3]) {
        const points = list.map((point) => point.slice(0, dimension));
        expect(hypervolume(points, reference.slice(0, dimension))).toBeGreaterThanOrEqual(0);
        for (const area of hypervolumeContributions2d(list.map(toPlane), toPlane(reference)))
          expect(area).toBeGreaterThanOrEqual(0);
      }
    }),
    { examples: OVERFLOWING },
  );
});

test('a front of 100,000 points is measured quickly', () => {
  const count = 100_000;
  const prng = Prng.fromSeed(1);
  // The staircase keeps all points of the second set, inserted in random order.
  const plane = Array.from({ length: count }, () => [prng.below(1e6), prng.below(1e6)]);
  const bowl = plane.map(([x = 0, y = 0]) => [x, y, 2e6 - x - y]);
  const ridge = plane.map(([x = 0, y = 0]) => [x, 1e6 - x, y]);
  for (const points of [bowl, ridge]) {
    const volume = hypervolume3d(points, [1e6, 1e6, 2e6]);
    expect(volume).toBeGreaterThan(0);
    expect(volume).toBeLessThan(2e18);
  }
}, 5000);

describe('GrowingHypervolume2d', () => {
  test('grows to the area of all points, by what each of them adds', () => {
    fc.assert(
      fc.property(gridPoints(2, 60, 30), (list) => {
        const growing = new GrowingHypervolume2d([25, 28]);
        for (const [i, point] of list.entries()) {
          const before = hypervolume2d(list.slice(0, i), [25, 28]);
          const after = hypervolume2d(list.slice(0, i + 1), [25, 28]);
          expect(growing.add(point)).toBe(after - before);
          expect(growing.area).toBe(after);
        }
      }),
    );
  });
});

test('contributions are what the area of the front loses without the point', () => {
  fc.assert(
    fc.property(grid(2), (list) => {
      const reference = [SIDE, SIDE - 1];
      const front = paretoFront(list);
      const area = (indices: number[]): number =>
        hypervolume2d(
          indices.map((i) => list[i] ?? []),
          reference,
        );
      const expected = list.map((_, i) => area(front) - area(front.filter((other) => other !== i)));
      expect(hypervolumeContributions2d(list, reference)).toEqual(expected);
    }),
  );
});

test('values that are not finite, and other dimensions, are refused', () => {
  const refused = expect.objectContaining({ code: 'points' });
  for (const [points, reference] of [
    [[[1, Number.NaN]], [2, 2]],
    [[[1]], [2, 2]],
    [[], [2, Number.POSITIVE_INFINITY]],
    [[[Number.NEGATIVE_INFINITY, 0, 0]], [2, 2, 2]],
    [[[0, 0]], [2, 2, 2]],
    [[[Number.NaN]], [2]],
    [[], []],
    [[], [1, 1, 1, 1]],
  ] satisfies [number[][], number[]][]) {
    expect(() => hypervolume(points, reference)).toThrow(refused);
    expect(() => hypervolume2d(points, reference.concat(Number.NaN))).toThrow(refused);
    expect(() => hypervolumeContributions2d(points, reference.concat(Number.NaN))).toThrow(refused);
  }
  expect(() => new GrowingHypervolume2d([1, Number.NaN])).toThrow(refused);
  expect(() => new GrowingHypervolume2d([1, 1]).add([0, Number.NaN])).toThrow(refused);
});

describe('normalisedHypervolume', () => {
  const reference = [100, 2000];
  test('share of the reference box', () => {
    expect(normalisedHypervolume([], reference)).toBe(0);
    expect(normalisedHypervolume([[0, 0]], reference)).toBe(1);
    expect(normalisedHypervolume([[50, 500]], reference)).toBe(0.375);
    const two = [
      [50, 500],
      [25, 1000],
      [30, 5000],
    ];
    expect(normalisedHypervolume(two, reference)).toBe(0.375 + 0.125);
  });

  test('of one and of three objectives', () => {
    expect(normalisedHypervolume([[40], [25], [60]], [100])).toBe(0.75);
    expect(normalisedHypervolume([[50, 500, 5]], [...reference, 10])).toBe(0.1875);
    expect(normalisedHypervolume([[0, 0, 0]], [...reference, 10])).toBe(1);
  });

  test.each([
    [[[-1, 1]], reference],
    [[[Number.NaN, 1]], reference],
    [[[1]], reference],
    [[], [0, 1]],
    [[], []],
  ] satisfies [number[][], number[]][])('refuses %j against %j', (list, corner) => {
    expect(() => normalisedHypervolume(list, corner)).toThrow(SearchError);
  });
});

describe('referencePoint', () => {
  const cases = [
    { phases: 3, nodes: 4, channels: 8, classes: 10, image: { height: 32, width: 32, channels: 3 } },
    { phases: 3, nodes: 10, channels: 36, classes: 10, image: { height: 32, width: 32, channels: 3 } },
    { phases: 5, nodes: 3, channels: 3, classes: 100, image: { height: 40, width: 48, channels: 3 } },
    // More image channels than the network is wide, and many classes: the empty network is the largest.
    { phases: 1, nodes: 2, channels: 1, classes: 1000, image: { height: 3, width: 3, channels: 4 } },
  ];
  test.each(cases)('no random network of %j exceeds it', (options) => {
    const space = macroSpace(options);
    const { error, params, flops } = referencePoint(space);
    expect(error).toBe(100);
    const prng = Prng.fromSeed(1);
    for (let i = 0; i < 300; i++) {
      // Dense genomes come closest to the bound.
      const genome = space.random(prng).map((gene) => (i % 2 === 0 ? gene : Number(!prng.chance(0.1))));
      const cost = space.measure(genome);
      expect(cost.flops).toBeLessThanOrEqual(flops);
      expect(cost.params).toBeLessThanOrEqual(params);
    }
  });

  test.each([
    { phases: 1, nodes: 5, channels: 4, classes: 10 },
    { phases: 3, nodes: 3, channels: 4, classes: 10 },
    { phases: 3, nodes: 2, channels: 1, classes: 1000 },
  ])('is reached but not exceeded in all of %j', (frame) => {
    const space = macroSpace({ ...frame, image: { height: 6, width: 8, channels: 4 } });
    let most = 0;
    const count = 2 ** space.cardinalities.length;
    for (let code = 0; code < count; code++) {
      const bits = code.toString(2).padStart(space.cardinalities.length, '0');
      most = Math.max(most, space.measure(space.parse(bits)).flops);
    }
    expect(most).toBe(space.maxFlops);
  });
});
