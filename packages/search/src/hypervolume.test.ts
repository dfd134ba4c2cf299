import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hypervolume2d,
  hypervolume3d,
  macroSpace,
  normalisedHypervolume,
  Prng,
  paretoFront,
  referencePoint,
  SearchError,
} from './index.ts';

const SIDE = 8;
const grid = (dimension: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: SIDE + 1 }), { minLength: dimension, maxLength: dimension }), {
    maxLength: 12,
  });

/** Counts the unit cells below the reference that some point dominates: exact for integer points. */
function dominatedCells(points: number[][], reference: number[]): number {
  const [first = 0, ...rest] = reference;
  if (reference.length === 0) return points.length > 0 ? 1 : 0;
  let count = 0;
  for (let cell = 0; cell < first; cell++)
    count += dominatedCells(
      points.filter((point) => (point[0] ?? 0) <= cell).map((point) => point.slice(1)),
      rest,
    );
  return count;
}

test('2-D equals the count of dominated cells', () => {
  fc.assert(
    fc.property(grid(2), (list) => {
      expect(hypervolume2d(list, [SIDE, SIDE])).toBe(dominatedCells(list, [SIDE, SIDE]));
    }),
  );
});

test('3-D equals the count of dominated cells', () => {
  fc.assert(
    fc.property(grid(3), (list) => {
      const reference = [SIDE, SIDE - 1, SIDE - 2];
      expect(hypervolume3d(list, reference)).toBe(dominatedCells(list, reference));
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

describe('normalisedHypervolume', () => {
  const reference = { error: 100, flops: 2000 };
  test('share of the reference box', () => {
    expect(normalisedHypervolume([], reference)).toBe(0);
    expect(normalisedHypervolume([{ error: 0, flops: 0 }], reference)).toBe(1);
    expect(normalisedHypervolume([{ error: 50, flops: 500 }], reference)).toBe(0.375);
    const two = [
      { error: 50, flops: 500 },
      { error: 25, flops: 1000 },
      { error: 30, flops: 5000 },
    ];
    expect(normalisedHypervolume(two, reference)).toBe(0.375 + 0.125);
  });

  test.each([
    [[{ error: -1, flops: 1 }], reference],
    [[{ error: Number.NaN, flops: 1 }], reference],
    [[], { error: 0, flops: 1 }],
  ])('refuses %j against %j', (list, corner) => {
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
    const { error, flops } = referencePoint(space);
    expect(error).toBe(100);
    const prng = Prng.fromSeed(1);
    for (let i = 0; i < 300; i++) {
      // Dense genomes come closest to the bound.
      const genome = space.random(prng).map((gene) => (i % 2 === 0 ? gene : Number(!prng.chance(0.1))));
      expect(space.measure(genome).flops).toBeLessThanOrEqual(flops);
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
