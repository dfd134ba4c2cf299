import { MICRO_OPS, NetworkError } from '@naschain/network';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SearchError } from '../error.ts';
import { genomesOf, testSpaceContract } from '../testing/spaceContract.ts';
import { microSpace } from './microSpace.ts';

const image = { height: 32, width: 32, channels: 3 };
const options = { cells: 5, channels: 4, classes: 10, image };
const space = microSpace(options);

testSpaceContract('5 cells of 5 blocks', space, 40);
testSpaceContract('11 cells of 2 blocks', microSpace({ ...options, blocks: 2, cells: 11 }), 30);
testSpaceContract('2 cells of 1 block', microSpace({ ...options, blocks: 1, cells: 2 }), 30);

test('genomes are digits, in blocks of operation, input, operation, input', () => {
  expect(space.cardinalities.slice(0, 8)).toEqual([9, 2, 9, 2, 9, 3, 9, 3]);
  expect(space.segments).toEqual(new Array(10).fill(4));
  expect(space.size).toBeCloseTo((9 ** 10 * (2 * 3 * 4 * 5 * 6) ** 2) ** 2, -20);
  for (const text of ['0'.repeat(39), `9${'0'.repeat(39)}`, `02${'0'.repeat(38)}`])
    expect(() => space.parse(text)).toThrow(SearchError);
  expect(() => microSpace({ ...options, cells: 0 })).toThrow(NetworkError);
});

test('the known cells are the seeds, where cells have five blocks', () => {
  expect(space.seeds()).toHaveLength(4);
  expect(microSpace({ ...options, blocks: 4 }).seeds()).toEqual([]);
});

test('the largest network is among those of one operation per cell on both inputs, and no neighbour is larger', () => {
  for (const frame of [
    { blocks: 2, cells: 3, channels: 1, image: { height: 9, width: 7, channels: 5 } },
    { blocks: 1, cells: 1, channels: 3, image },
    { blocks: 3, cells: 6, channels: 8, image: { height: 1, width: 1, channels: 1 } },
  ]) {
    const of = microSpace({ classes: 10, ...frame });
    const cell = (op: number): number[] => Array.from({ length: frame.blocks }, () => [op, 0, op, 1]).flat();
    const uniform = MICRO_OPS.flatMap((_, normal) =>
      MICRO_OPS.map((_, reduction) => [...cell(normal), ...cell(reduction)]),
    );
    for (const [most, cost] of [
      [of.maxFlops, (genome: readonly number[]) => of.measure(genome).flops],
      [of.maxParams, (genome: readonly number[]) => of.measure(genome).params],
    ] as const) {
      expect(most).toBe(Math.max(...uniform.map(cost)));
      const largest = uniform.find((genome) => cost(genome) === most) ?? [];
      for (const neighbour of of.neighbours(largest)) expect(cost(neighbour)).toBeLessThanOrEqual(most);
    }
  }
});

test('no random network of any frame is larger', () => {
  const frames = fc.record({
    blocks: fc.integer({ min: 1, max: 5 }),
    cells: fc.integer({ min: 1, max: 8 }),
    channels: fc.integer({ min: 1, max: 9 }),
    image: fc.record({
      height: fc.integer({ min: 1, max: 20 }),
      width: fc.integer({ min: 1, max: 20 }),
      channels: fc.integer({ min: 1, max: 30 }),
    }),
  });
  const cases = frames
    .map((frame) => microSpace({ classes: 10, ...frame }))
    .chain((of) => genomesOf(of).map((genome) => ({ of, genome })));
  fc.assert(
    fc.property(cases, ({ of, genome }) => {
      const { params, flops } = of.measure(genome);
      expect(params).toBeLessThanOrEqual(of.maxParams);
      expect(flops).toBeLessThanOrEqual(of.maxFlops);
    }),
    { numRuns: 60 },
  );
});

test('features: operations, depth and leaves of both cells, zeros for one that is not in the network', () => {
  const small = microSpace({ ...options, blocks: 2 });
  // Normal: block 1 sums a 3x3 separable convolution and a skip; block 2 reads it. Reduction: two leaves.
  const genome = small.parse('3021' + '2202' + '0000' + '8181');
  const normal = [1, 0, 2, 1, 0, 0, 0, 0, 0, 2, 1];
  const reduction = [2, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2];
  expect(small.features(genome)).toEqual([...normal, ...reduction]);
  const alone = microSpace({ ...options, blocks: 2, cells: 2 });
  expect(alone.features(genome)).toEqual([...new Array(11).fill(0), ...reduction]);
});
