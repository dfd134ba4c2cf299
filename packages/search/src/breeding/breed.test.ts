import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Member } from '../algorithm.ts';
import { CROSSOVERS, MUTATIONS } from '../config.ts';
import { rankMembers } from '../engine/selection.ts';
import { Prng } from '../prng.ts';
import type { SearchSpace } from '../space.ts';
import { cellSpace, errorOf, space } from '../testing/syntheticSearch.ts';
import { breed, cross, type Parent, type Variation } from './breed.ts';
import { CHANCE } from './draft.ts';

const variations: fc.Arbitrary<Variation> = fc.record({
  crossover: fc.constantFrom(...CROSSOVERS),
  crossoverProbability: fc.constantFrom(0, 0.5, 1),
  mutation: fc.constantFrom(...MUTATIONS),
  mutationProbability: fc.constantFrom(null, 0, 0.3, 1),
});
const parentOf = (of: SearchSpace, id: number, prng: Prng): Parent => {
  const genome = of.random(prng);
  return { genome, sources: genome.map(() => id) };
};
const BASE: Variation = {
  crossover: 'uniform',
  crossoverProbability: 1,
  mutation: 'uniform',
  mutationProbability: 0,
};

describe('cross', () => {
  test('every gene that has a source is its; the others were mutated; copies are dropped', () => {
    const cases = fc.tuple(variations, fc.constantFrom(space, cellSpace), fc.nat(), fc.boolean());
    fc.assert(
      fc.property(cases, ([variation, of, seed, alone]) => {
        const prng = Prng.fromSeed(seed);
        const [a, b] = [parentOf(of, 3, prng), parentOf(of, 4, prng)];
        const drafts = cross(of, variation, a, alone ? null : b, prng);
        expect(drafts.length).toBeLessThanOrEqual(2);
        for (const { genome, sources, operator } of drafts) {
          expect(of.isValid(genome)).toBe(true);
          const mutated = sources.includes(CHANCE);
          sources.forEach((source, i) => {
            if (source === CHANCE) return;
            expect(alone ? [3] : [3, 4]).toContain(source);
            expect(genome[i]).toBe((source === 3 ? a : b).genome[i]);
          });
          if (alone || operator === 'mutation') {
            expect([operator, mutated]).toEqual(['mutation', true]);
            expect(new Set(sources.filter((source) => source !== CHANCE)).size).toBeLessThanOrEqual(1);
          } else expect(operator).toBe(mutated ? 'crossover+mutation' : 'crossover');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('genes keep the sources that the parents had them from', () => {
    const prng = Prng.fromSeed(2);
    const [a, b] = [8, 9].map((id): Parent => {
      const { genome } = parentOf(space, id, prng);
      return { genome, sources: genome.map((_, i) => id * 100 + i) };
    });
    if (a === undefined || b === undefined) throw new Error('two parents');
    const [first, second] = cross(space, BASE, a, b, prng);
    expect(first?.sources).toHaveLength(space.cardinalities.length);
    for (const [i, source] of (first?.sources ?? []).entries()) {
      expect([800 + i, 900 + i]).toContain(source);
      // Both children together have every gene of both parents.
      expect(source + (second?.sources[i] ?? 0)).toBe(1700 + 2 * i);
    }
  });

  test('crossing is as likely as told, and without crossover and mutation nothing is born', () => {
    const prng = Prng.fromSeed(4);
    const [a, b] = [parentOf(space, 0, prng), parentOf(space, 1, prng)];
    let crossed = 0;
    for (let i = 0; i < 2000; i++)
      if (cross(space, { ...BASE, crossoverProbability: 0.3 }, a, b, prng).length > 0) crossed++;
    // Standard deviation 20.
    expect(Math.abs(crossed - 600)).toBeLessThan(100);
    expect(cross(space, { ...BASE, crossoverProbability: 0 }, a, b, prng)).toEqual([]);
    expect(cross(space, BASE, a, null, prng)).toEqual([]);
  });

  test('a mutation probability of null means one gene per genome on average', () => {
    const prng = Prng.fromSeed(5);
    const a = parentOf(space, 0, prng);
    const variation = { ...BASE, mutationProbability: null };
    let changed = 0;
    for (let i = 0; i < 1000; i++)
      for (const { sources } of cross(space, variation, a, null, prng))
        changed += sources.filter((source) => source === CHANCE).length;
    // 2000 mutants, standard deviation 44.
    expect(Math.abs(changed - 2000)).toBeLessThan(220);
  });
});

test('breeding prefers the better of the ranked members, and never lets the worst breed', () => {
  const prng = Prng.fromSeed(6);
  const members = Array.from({ length: 6 }, (_, id): Member => {
    const genome = space.print(space.random(prng));
    const { params, flops } = space.measure(space.parse(genome));
    const error = id === 2 ? null : errorOf(genome);
    return { id, genome, canonical: genome, params, flops, error, generation: 0, rung: 0, prediction: null };
  });
  const ranked = rankMembers(members, ['error']);
  const best = [...ranked].sort((a, b) => a.rank - b.rank)[0]?.member.id;
  const given = new Map<number, number>();
  for (let i = 0; i < 500; i++)
    for (const { genome, sources } of breed(space, BASE, ranked, prng))
      for (const [k, source] of sources.entries()) {
        given.set(source, (given.get(source) ?? 0) + 1);
        expect(genome[k]).toBe(space.parse(members[source]?.genome ?? '')[k]);
      }
  // Member 2 failed: it loses every tournament.
  expect(given.has(2)).toBe(false);
  expect([...given].sort((a, b) => b[1] - a[1])[0]?.[0]).toBe(best);
});
