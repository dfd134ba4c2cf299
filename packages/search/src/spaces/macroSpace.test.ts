import { NetworkError } from '@naschain/network';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SearchError } from '../error.ts';
import { Prng } from '../prng.ts';
import { allGenomes } from '../space.ts';
import { genomesOf, testSpaceContract } from '../testing/spaceContract.ts';
import { macroSpace } from './macroSpace.ts';

const image = { height: 32, width: 32, channels: 3 };
const options = { phases: 3, nodes: 4, channels: 8, classes: 10, image };
const space = macroSpace(options);
const genomes = genomesOf(space);

testSpaceContract('3 phases of 4 nodes', space);
testSpaceContract('3 phases of 10 nodes', macroSpace({ ...options, nodes: 10 }), 25);
testSpaceContract('1 phase of 2 nodes', macroSpace({ ...options, phases: 1, nodes: 2 }), 10);

test('genomes are bits, printed as such, in phases', () => {
  expect(space.cardinalities).toEqual(new Array(21).fill(2));
  expect(space.segments).toEqual([7, 7, 7]);
  expect(space.size).toBe(2 ** 21);
  fc.assert(
    fc.property(genomes, (genome) => {
      expect(space.isValid(genome)).toBe(true);
      expect(space.print(genome)).toMatch(/^[01]{21}$/);
      expect(space.parse(space.print(genome))).toEqual(genome);
    }),
  );
});

test('the canonical genome is the same network', () => {
  // Node 4 reading node 3 is the same chain as node 2 reading node 1; the empty phase moves to the end.
  const a = space.parse('0000000' + '0000010' + '0000001');
  expect(space.print(space.canonical(a))).toBe('1000000' + '0000000' + '0000000');
  fc.assert(
    fc.property(genomes, (genome) => {
      const canonical = space.canonical(genome);
      expect(space.canonical(canonical)).toEqual(canonical);
      expect(space.measure(canonical)).toEqual(space.measure(genome));
    }),
  );
});

test('neighbours differ in exactly one gene and are all there', () => {
  const genome = space.random(Prng.fromSeed(3));
  const neighbours = space.neighbours(genome);
  expect(new Set(neighbours.map(space.print)).size).toBe(21);
  for (const neighbour of neighbours)
    expect(neighbour.filter((gene, i) => gene !== genome[i])).toHaveLength(1);
});

test('malformed genomes and impossible spaces are refused', () => {
  for (const text of ['', '0'.repeat(20), `${'0'.repeat(20)}2`])
    expect(() => space.parse(text)).toThrow(SearchError);
  for (const genome of [[], new Array(21).fill(2), new Array(21).fill(0.5), new Array(22).fill(0)]) {
    expect(space.isValid(genome)).toBe(false);
    expect(() => space.measure(genome)).toThrow(SearchError);
  }
  const small = { height: 5, width: 5, channels: 3 };
  expect(() => macroSpace({ ...options, image: small })).toThrow(NetworkError);
});

test('VGG, ResNet and DenseNet are the seeds', () => {
  expect(space.seeds().map(space.print)).toEqual(
    ['1010010', '1010011', '1111111'].map((phase) => phase.repeat(3)),
  );
});

describe('the largest network of all is known exactly', () => {
  const tiny = { height: 8, width: 8, channels: 3 };
  for (const [name, few] of Object.entries({
    'one phase of 5 nodes': { phases: 1, nodes: 5, channels: 4, classes: 10, image: tiny },
    'two phases of 3 nodes': { phases: 2, nodes: 3, channels: 4, classes: 10, image: tiny },
    'an entry convolution that is not applied': {
      phases: 2,
      nodes: 3,
      channels: 3,
      classes: 10,
      image: tiny,
    },
    'the empty network, with its wide classifier': {
      phases: 2,
      nodes: 2,
      channels: 1,
      classes: 100_000,
      image: { height: 8, width: 8, channels: 256 },
    },
  }))
    test(name, () => {
      const all = macroSpace(few);
      const measured = [...allGenomes(all.cardinalities)].map(all.measure);
      expect(all.maxFlops).toBe(Math.max(...measured.map(({ flops }) => flops)));
      expect(all.maxParams).toBe(Math.max(...measured.map(({ params }) => params)));
    });
});

test('features: nodes, connections, depth, sinks, skip by phase; active phases; sums', () => {
  // An inactive phase with skip bit; a diamond of 1 → 2, 3 → 4; one edge from 2 to 3 with skip bit.
  const genome = space.parse('0000001' + '1100110' + '0010001');
  const diamond = [4, 4, 3, 1, 0];
  const edge = [2, 1, 2, 1, 1];
  expect(space.features(genome)).toEqual([...diamond, ...edge, 0, 0, 0, 0, 0, 2, 6, 5, 5, 2, 1]);
});
