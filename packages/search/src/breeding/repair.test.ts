import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Constraints } from '../config.ts';
import { violationOf } from '../objectives.ts';
import { Prng } from '../prng.ts';
import type { SearchSpace } from '../space.ts';
import { cellSpace, space } from '../testing/syntheticSearch.ts';
import { CHANCE, type Draft } from './draft.ts';
import { repair } from './repair.ts';

const spaces = [space, cellSpace];
const draftOf = (of: SearchSpace, prng: Prng): Draft => {
  const genome = of.random(prng);
  return { genome, operator: 'crossover', sources: genome.map(() => 5) };
};
const share = fc.option(fc.double({ min: 0.01, max: 1.1, noNaN: true }));
const cases = fc.record({
  of: fc.constantFrom(...spaces),
  seed: fc.nat(),
  params: share,
  flops: share,
});
const limitsOf = (of: SearchSpace, params: number | null, flops: number | null): Constraints => ({
  params: params === null ? null : params * of.maxParams,
  flops: flops === null ? null : flops * of.maxFlops,
});

test('gives a valid genome within the limits, or null; one within them comes back as it was', () => {
  let repaired = 0;
  let hopeless = 0;
  fc.assert(
    fc.property(cases, ({ of, seed, params, flops }) => {
      const prng = Prng.fromSeed(seed);
      const draft = draftOf(of, prng);
      const limits = limitsOf(of, params, flops);
      const result = repair(of, draft, limits, prng);
      if (violationOf(of.measure(draft.genome), limits) === 0) expect(result).toBe(draft);
      else if (result === null) hopeless++;
      else {
        repaired++;
        expect(of.isValid(result.genome)).toBe(true);
        expect(violationOf(of.measure(result.genome), limits)).toBe(0);
        expect(result.operator).toBe('crossover');
        // What repair did not touch is still the parent's.
        result.genome.forEach((gene, i) => {
          if (result.sources[i] === CHANCE) return;
          expect(gene).toBe(draft.genome[i]);
          expect(result.sources[i]).toBe(5);
        });
        expect(result.sources).toContain(CHANCE);
      }
    }),
    { numRuns: 150 },
  );
  expect(repaired).toBeGreaterThan(10);
  expect(hopeless).toBeGreaterThan(0);
});

test('gives up where nothing keeps the limits, after a bounded number of steps', () => {
  const prng = Prng.fromSeed(1);
  expect(repair(space, draftOf(space, prng), { params: 1, flops: null }, prng)).toBeNull();
  const stuck = { ...space, cardinalities: space.cardinalities.map(() => 1) };
  expect(repair(stuck, draftOf(space, prng), { params: null, flops: 1 }, prng)).toBeNull();
});

test('never steps on an invalid genome', () => {
  // Genomes that begin with 1 do not exist.
  const holed: SearchSpace = {
    ...space,
    isValid: (genome) => space.isValid(genome) && genome[0] === 0,
  };
  let repaired = 0;
  for (let seed = 0; seed < 50; seed++) {
    const prng = Prng.fromSeed(seed);
    const genome = space.random(prng).with(0, 0);
    const draft: Draft = { genome, operator: 'random', sources: genome.map(() => CHANCE) };
    const result = repair(holed, draft, { params: null, flops: 0.1 * space.maxFlops }, prng);
    if (result === null) continue;
    expect(result.genome[0]).toBe(0);
    repaired++;
  }
  expect(repaired).toBeGreaterThan(10);
});
