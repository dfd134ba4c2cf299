import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MUTATIONS, type Mutation } from '../config.ts';
import { Prng } from '../prng.ts';
import { CHANCE, type Draft } from './draft.ts';
import { mutate, otherValue, sameGenome } from './mutation.ts';

const cardinalities = [2, 3, 5, 1, 2, 9];
const draftOf = (genome: readonly number[]): Draft => ({
  genome,
  operator: 'crossover',
  sources: genome.map((_, i) => i),
});
/** How often one gene of value `gene` of `count` becomes each value. */
function histogram(kind: Mutation, gene: number, count: number, draws: number): number[] {
  const prng = Prng.fromSeed(9);
  const counts = new Array<number>(count).fill(0);
  for (let i = 0; i < draws; i++) {
    const [value = -1] = mutate(draftOf([gene]), [count], kind, 1, prng).genome;
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}

describe.each(MUTATIONS)('%s mutation', (kind) => {
  test('probability 0 keeps all, 1 changes every gene that can change, within its range', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const prng = Prng.fromSeed(seed);
        const draft = draftOf(cardinalities.map((count) => prng.below(count)));
        expect(mutate(draft, cardinalities, kind, 0, prng)).toEqual(draft);
        const { genome } = mutate(draft, cardinalities, kind, 1, prng);
        genome.forEach((gene, i) => {
          expect(gene === draft.genome[i]).toBe(cardinalities[i] === 1);
          expect(Number.isInteger(gene)).toBe(true);
          expect(gene).toBeGreaterThanOrEqual(0);
          expect(gene).toBeLessThan(cardinalities[i] ?? 0);
        });
      }),
    );
  });

  test('the source of a changed gene is chance, that of every other stays, and the draft it was given, too', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, probability) => {
        const prng = Prng.fromSeed(seed);
        const draft = draftOf(cardinalities.map((count) => prng.below(count)));
        const before = { ...draft, genome: [...draft.genome], sources: [...draft.sources] };
        const { genome, sources, operator } = mutate(draft, cardinalities, kind, probability, prng);
        expect(sources).toEqual(genome.map((gene, i) => (gene === draft.genome[i] ? i : CHANCE)));
        expect(operator).toBe('crossover');
        expect(draft).toEqual(before);
      }),
    );
  });

  test('changes each gene with the given probability', () => {
    const prng = Prng.fromSeed(3);
    const [genes, counts] = [new Array<number>(10).fill(1), new Array<number>(10).fill(4)];
    let changed = 0;
    for (let i = 0; i < 2000; i++)
      changed += mutate(draftOf(genes), counts, kind, 0.2, prng).sources.filter((id) => id === CHANCE).length;
    // 20,000 genes: 4000, standard deviation 57.
    expect(Math.abs(changed - 4000)).toBeLessThan(250);
  });

  test('of a bit is the bit flip', () => {
    expect(histogram(kind, 0, 2, 20)).toEqual([0, 20]);
    expect(histogram(kind, 1, 2, 20)).toEqual([20, 0]);
  });
});

test('uniform mutation reaches every other value equally', () => {
  const counts = histogram('uniform', 2, 4, 6000);
  expect(counts[2]).toBe(0);
  for (const i of [0, 1, 3]) expect(Math.abs((counts[i] ?? 0) - 2000)).toBeLessThan(200);
});

test('polynomial mutation prefers the values next to it, on both sides alike, and still reaches far ones', () => {
  const counts = histogram('polynomial', 10, 21, 20_000);
  const at = (value: number): number => counts[value] ?? 0;
  expect(counts[10]).toBe(0);
  for (let d = 1; d <= 5; d++) expect(at(10 + d), `${d} up`).toBeGreaterThan(at(10 + d + 1));
  for (let d = 1; d <= 5; d++) expect(at(10 - d), `${d} down`).toBeGreaterThan(at(10 - d - 1));
  const up = counts.slice(11).reduce((sum, count) => sum + count, 0);
  expect(Math.abs(up - 10_000)).toBeLessThan(350);
  // The step is at most one with probability 1 - (1 - 1/20)^6 = 0.26.
  expect(Math.abs(at(9) + at(11) - 5300)).toBeLessThan(350);
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(15);
});

test('polynomial mutation turns round at the ends of the range', () => {
  for (const gene of [0, 8]) {
    const counts = histogram('polynomial', gene, 9, 3000);
    expect(counts[gene]).toBe(0);
    expect(counts[Math.abs(gene - 1)]).toBeGreaterThan(counts[Math.abs(gene - 2)] ?? 0);
  }
});

test('otherValue never gives the value back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(), (count, seed) => {
      const prng = Prng.fromSeed(seed);
      const gene = prng.below(count);
      const value = otherValue(gene, count, prng);
      expect(value).not.toBe(gene);
      expect(value >= 0 && value < count).toBe(true);
    }),
  );
});

test('sameGenome compares every gene', () => {
  expect(sameGenome([0, 1, 2], [0, 1, 2])).toBe(true);
  expect(sameGenome([0, 1, 2], [0, 1, 3])).toBe(false);
  expect(sameGenome([1, 1, 2], [0, 1, 2])).toBe(false);
});
