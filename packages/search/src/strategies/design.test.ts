import { describe, expect, test } from 'vitest';
import type { AlgorithmConfig, Candidate } from '../index.ts';
import { createAlgorithm, Prng } from '../index.ts';
import { allGenomes, type SearchSpace } from '../space.ts';
import { proposalOf, stateOf } from '../testing/proposal.ts';
import { CONFIG, cellSpace, judgeOf, macroOf, run, space } from '../testing/syntheticSearch.ts';
import { offerDesign } from './design.ts';

const designed = (of: SearchSpace, part: Partial<AlgorithmConfig> = {}): Candidate[] => {
  const config: AlgorithmConfig = { ...CONFIG, kind: 'surrogate', population: 12, generations: 1, ...part };
  return [...run(createAlgorithm(of, config), { judge: judgeOf(of) }).candidates];
};
const flopsOf = (list: readonly Candidate[]): number[] => list.map(({ flops }) => flops);

describe('the first sample', () => {
  const small = macroOf({ phases: 2, nodes: 3 });
  const all = [...allGenomes(small.cardinalities)].map((genome) => small.measure(genome).flops);

  test.each(['generational', 'steady-state'] as const)(
    '%s: begins with the smallest and the largest network',
    (mode) => {
      for (let seed = 0; seed < 3; seed++) {
        const [first, second] = designed(small, { mode, seed });
        expect(first?.flops).toBe(Math.min(...all));
        expect(second?.flops).toBe(Math.max(...all));
      }
    },
  );

  test('is marked as designed, and comes from nobody', () => {
    for (const { operator, parents, prediction } of designed(space))
      expect([operator, parents, prediction]).toEqual(['design', [], null]);
  });

  test('lies farther apart than random networks, in genes and in FLOPs', () => {
    for (const of of [space, cellSpace]) {
      const { cardinalities, maxFlops } = of;
      const spread = (kind: AlgorithmConfig['kind'], seed: number): number => {
        const list = designed(of, { kind, seed });
        const genes = list.map(({ canonical }) => of.parse(canonical));
        const nearest = list.map((a, i) =>
          Math.min(
            ...list.flatMap((b, k) => {
              if (k === i) return [];
              const differing = genes[i]?.filter((gene, g) => gene !== genes[k]?.[g]).length ?? 0;
              return [differing / cardinalities.length + Math.abs(a.flops - b.flops) / maxFlops];
            }),
          ),
        );
        return Math.min(...nearest);
      };
      for (let seed = 0; seed < 3; seed++)
        expect(spread('surrogate', seed)).toBeGreaterThan(spread('random', seed) + 0.05);
    }
  });

  test('covers the FLOPs of the space more widely than random networks do', () => {
    const range = (list: readonly number[]): number => Math.max(...list) - Math.min(...list);
    for (let seed = 0; seed < 3; seed++) {
      const random = designed(space, { kind: 'random', seed });
      expect(range(flopsOf(designed(space, { seed })))).toBeGreaterThan(range(flopsOf(random)));
    }
  });

  test('keeps the limits', () => {
    const limit = 0.8 * space.maxFlops;
    for (const { flops } of designed(space, { constraints: { params: null, flops: limit } }))
      expect(flops).toBeLessThanOrEqual(limit);
  });
});

test('goes on around what is there already, and stops when nothing is left', () => {
  const config: AlgorithmConfig = { ...CONFIG, kind: 'surrogate' };
  const tiny = macroOf({ phases: 1, nodes: 2 });
  const proposal = proposalOf(tiny, config, stateOf(config, []), 10);
  offerDesign(tiny, config, proposal);
  // One node or two, skip or not.
  expect(proposal.collector.accepted.length).toBe(3);
  const { genome } = proposal.collector.accepted[0]?.fresh.draft ?? { genome: tiny.random(Prng.fromSeed(1)) };
  expect(tiny.isValid(genome)).toBe(true);
});
