import { NetworkError } from '@naschain/network';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { macroSpace, Prng, SearchError } from './index.ts';

const space = macroSpace({
  phases: 3,
  nodes: 4,
  channels: 8,
  classes: 10,
  image: { height: 32, width: 32, channels: 3 },
});
const genomes = fc.nat().map((seed) => space.random(Prng.fromSeed(seed)));

test('genomes are bits, printed as such', () => {
  expect(space.cardinalities).toEqual(new Array(21).fill(2));
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
  const image = { height: 5, width: 5, channels: 3 };
  expect(() => macroSpace({ phases: 3, nodes: 4, channels: 8, classes: 10, image })).toThrow(NetworkError);
});
