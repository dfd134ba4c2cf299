import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SearchError } from '../error.ts';
import { Prng } from '../prng.ts';
import type { Genome, SearchSpace } from '../space.ts';

/** Random genomes of a space, as a search draws them. */
export const genomesOf = (space: SearchSpace): fc.Arbitrary<Genome> =>
  fc.nat().map((seed) => space.random(Prng.fromSeed(seed)));

/** What every search space owes a search, as tests of `numRuns` random genomes each. */
export function testSpaceContract(name: string, space: SearchSpace, numRuns = 100): void {
  const forAll = (check: (genome: Genome) => void): void =>
    fc.assert(fc.property(genomesOf(space), check), { numRuns });
  const length = space.cardinalities.length;

  test(`${name}: segments make up the genome, and there is a genome`, () => {
    expect(space.segments.reduce((sum, part) => sum + part, 0)).toBe(length);
    expect(space.size).toBeGreaterThan(0);
  });

  test(`${name}: random and seed genomes are valid, drawn reproducibly, and print to what parses back`, () => {
    const check = (genome: Genome): void => {
      expect(space.isValid(genome)).toBe(true);
      expect(space.parse(space.print(genome))).toEqual(genome);
    };
    forAll(check);
    for (const seed of space.seeds()) check(seed);
    expect(space.random(Prng.fromSeed(7))).toEqual(space.random(Prng.fromSeed(7)));
  });

  test(`${name}: the canonical genome is its own, the same network, within the largest`, () => {
    forAll((genome) => {
      const canonical = space.canonical(genome);
      const { params, flops } = space.measure(genome);
      expect(space.isValid(canonical)).toBe(true);
      expect(space.canonical(canonical)).toEqual(canonical);
      expect(space.measure(canonical)).toEqual({ params, flops });
      expect(space.decode(genome)).toMatchObject({ params, flops });
      expect(params).toBeLessThanOrEqual(space.maxParams);
      expect(flops).toBeLessThanOrEqual(space.maxFlops);
    });
  });

  test(`${name}: equally many features, the same for the same network`, () => {
    const count = space.features(space.random(Prng.fromSeed(0))).length;
    forAll((genome) => {
      const features = space.features(genome);
      expect(features).toHaveLength(count);
      expect(features.every(Number.isFinite)).toBe(true);
      expect(space.features(space.canonical(genome))).toEqual(features);
    });
  });

  test(`${name}: neighbours are the valid genomes that differ in one gene`, () => {
    forAll((genome) => {
      const expected = space.cardinalities.flatMap((count, i) =>
        Array.from({ length: count }, (_, value) => genome.with(i, value)).filter(
          (other) => other[i] !== genome[i] && space.isValid(other),
        ),
      );
      expect(space.neighbours(genome)).toEqual(expected);
    });
  });

  test(`${name}: what is no genome is refused`, () => {
    const wrong = [
      [],
      new Array(length).fill(-1),
      new Array(length).fill(0.5),
      new Array(length + 1).fill(0),
    ];
    for (const genome of wrong) {
      expect(space.isValid(genome)).toBe(false);
      for (const method of ['canonical', 'decode', 'measure', 'print', 'neighbours', 'features'] as const)
        expect(() => space[method](genome), method).toThrow(SearchError);
    }
    for (const text of ['', ' ', '0'.repeat(length + 1), '-', 'constructor', '+'.repeat(length)])
      expect(() => space.parse(text), text).toThrow(SearchError);
  });
}
