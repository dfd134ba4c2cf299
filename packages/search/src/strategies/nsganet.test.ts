import { describe, expect, test } from 'vitest';
import { bestOf } from '../engine/selection.ts';
import {
  type AlgorithmConfig,
  type Candidate,
  createAlgorithm,
  type Member,
  SEARCH_MODES,
} from '../index.ts';
import { CONFIG, cellSpace, judgeOf, run, space } from '../testing/syntheticSearch.ts';

const config: AlgorithmConfig = { ...CONFIG, kind: 'nsganet', population: 10, generations: 9 };
const ofOperator = (list: readonly Candidate[], operator: string) =>
  list.filter((candidate) => candidate.operator === operator);

test.each(SEARCH_MODES)('%s: begins with the known architectures', (mode) => {
  for (const of of [space, cellSpace]) {
    const { candidates } = run(createAlgorithm(of, { ...config, mode }), {
      judge: judgeOf(of),
      workers: 30,
      atOnce: 30,
    });
    const known = new Set(of.seeds().map((genome) => of.print(of.canonical(genome))));
    const seeds = candidates.slice(0, known.size);
    expect(seeds.map(({ operator }) => operator)).toEqual(seeds.map(() => 'seed'));
    expect(new Set(seeds.map(({ canonical }) => canonical))).toEqual(known);
    expect(ofOperator(candidates, 'seed')).toHaveLength(known.size);
  }
});

describe('exploitation', () => {
  const { candidates, batches } = run(createAlgorithm(space, config));

  test('takes up the last third of the budget, and nothing before', () => {
    expect(ofOperator(candidates.slice(0, 60), 'exploitation')).toEqual([]);
    for (const batch of batches.slice(6)) expect(ofOperator(batch, 'exploitation').length).toBeGreaterThan(2);
  });

  test('copies each phase from one of the best half, whose phase before is equal', () => {
    const end = run(createAlgorithm(space, config)).end.state.archive;
    let several = 0;
    for (const { genome, parents, inheritance, generation } of ofOperator(candidates, 'exploitation')) {
      const archive: Member[] = end.filter((member) => member.generation < generation);
      const half = new Set(
        bestOf(archive, Math.ceil(archive.length / 2), config.objectives).map(({ id }) => id),
      );
      for (const id of parents) expect(half).toContain(id);
      if (parents.length > 1) several++;
      const phase = (text: string, k: number): string => text.slice(7 * k, 7 * k + 7);
      for (let k = 0; k < 3; k++) {
        const letters = phase(inheritance ?? '', k);
        expect(new Set(letters).size).toBe(1);
        const donor = candidates[parents[letters.charCodeAt(0) - 97] ?? -1]?.canonical ?? '';
        expect(phase(donor, k)).toBe(phase(genome, k));
        if (k > 0) expect(phase(donor, k - 1)).toBe(phase(genome, k - 1));
      }
    }
    expect(several).toBeGreaterThan(0);
  });
});

test('crosses by common bits, whatever is configured', () => {
  const { candidates } = run(
    createAlgorithm(space, { ...config, crossover: 'two-point', mutationProbability: 0 }),
  );
  const genesOf = (id: number): number[] => [...space.parse(candidates[id]?.genome ?? '')];
  const sum = (genes: readonly number[]): number => genes.reduce((total, gene) => total + gene, 0);
  let crossed = 0;
  for (const { id, parents } of ofOperator(candidates, 'crossover')) {
    const [a, b] = parents.map(genesOf);
    if (a === undefined || b === undefined) continue;
    crossed++;
    const genes = genesOf(id);
    expect(sum(genes)).toBeGreaterThanOrEqual(Math.min(sum(a), sum(b)));
    expect(sum(genes)).toBeLessThanOrEqual(Math.max(sum(a), sum(b)));
  }
  expect(crossed).toBeGreaterThan(10);
});
