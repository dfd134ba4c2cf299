import { describe, expect, test } from 'vitest';
import { type AlgorithmConfig, createAlgorithm, SEARCH_MODES } from './index.ts';
import { CONFIG, errorOf, hypervolumeOf, judgeOf, macroOf, run, space } from './testing/syntheticSearch.ts';

/** Canonical genomes in the order in which they were proposed. */
function networksOf(of: typeof space, part: Partial<AlgorithmConfig>): string[] {
  const { candidates } = run(createAlgorithm(of, { ...CONFIG, ...part }), { judge: judgeOf(of) });
  return candidates.map(({ canonical }) => canonical);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(SEARCH_MODES)('%s, on 48 genes, after 240 networks', (mode) => {
  const wide = macroOf({ phases: 3, nodes: 6 });
  const seeds = Array.from({ length: 5 }, (_, seed) => seed);
  const budget = { mode, population: 20, generations: 12 };
  const volumes = (kind: AlgorithmConfig['kind']): number[] =>
    seeds.map((seed) => hypervolumeOf(networksOf(wide, { ...budget, kind, seed }), wide));
  const random = volumes('random');
  const gains = (kind: AlgorithmConfig['kind']): number[] =>
    volumes(kind).map((volume, i) => volume - (random[i] ?? 0));

  test('nsga2 beats random search on every seed', () => {
    const gain = gains('nsga2');
    expect(Math.min(...gain)).toBeGreaterThan(0.01);
    expect(mean(gain)).toBeGreaterThan(0.06);
  });

  test('nsganet beats random search, but for one seed at most', () => {
    const gain = gains('nsganet');
    expect(gain.filter((one) => one > 0).length).toBeGreaterThanOrEqual(4);
    expect(mean(gain)).toBeGreaterThan(0.03);
  });
});

describe.each(SEARCH_MODES)('%s, on 21 genes, the surrogate after 36 networks', (mode) => {
  const seeds = [0, 2];
  const surrogate = { mode, kind: 'surrogate', population: 12, generations: 3 } as const;
  const nsga2 = { mode, kind: 'nsga2', population: 12, generations: 10 } as const;

  test('has a larger volume than nsga2 after 120, and than 36 designed networks', () => {
    for (const seed of seeds) {
      const volume = (part: Partial<AlgorithmConfig>): number =>
        hypervolumeOf(networksOf(space, { ...part, seed }));
      const reached = volume(surrogate);
      expect(reached).toBeGreaterThan(volume(nsga2) + 0.03);
      expect(reached).toBeGreaterThan(volume({ kind: 'surrogate', population: 36, generations: 1 }) + 0.03);
    }
  });

  test('has found errors as low as nsga2 after 96, when only these count', () => {
    const lowest = (part: Partial<AlgorithmConfig>): number =>
      mean(
        seeds.map((seed) =>
          Math.min(
            ...networksOf(space, { ...part, objectives: ['error'], seed }).map((text) => errorOf(text)),
          ),
        ),
      );
    expect(lowest(surrogate)).toBeLessThan(lowest({ ...nsga2, generations: 8 }));
  });
});
