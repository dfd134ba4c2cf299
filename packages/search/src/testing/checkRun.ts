import { expect } from 'vitest';
import type { AlgorithmConfig, Candidate, SearchSpace } from '../index.ts';
import { violationOf } from '../objectives.ts';
import type { Run } from './syntheticSearch.ts';

/** What every run of every algorithm keeps to, whatever it searches and how it is driven. */
export function checkRun({ batches, candidates, end }: Run, of: SearchSpace, config: AlgorithmConfig): void {
  checkNumbering(candidates);
  for (const candidate of candidates) {
    checkNetwork(candidate, of, config);
    checkLineage(candidate, candidates, of);
  }
  checkBudget(batches, candidates, end, config);
  checkEnd(candidates, end, config);
}

function checkNumbering(candidates: readonly Candidate[]): void {
  expect(candidates.map(({ id }) => id)).toEqual([...candidates.keys()]);
  const trained = candidates.map(({ canonical, rung }) => `${canonical} ${rung}`);
  expect(new Set(trained).size).toBe(trained.length);
}

function checkNetwork(
  candidate: Candidate,
  of: SearchSpace,
  { constraints, fidelity }: AlgorithmConfig,
): void {
  const { genome, canonical, params, flops, rung, operator } = candidate;
  const genes = of.parse(genome);
  expect(of.print(of.canonical(genes))).toBe(canonical);
  expect(of.measure(genes)).toEqual({ params, flops });
  expect(violationOf(candidate, constraints)).toBe(0);
  expect(rung > 0).toBe(operator === 'promotion');
  expect(rung).toBeLessThan(fidelity?.epochs.length ?? 1);
}

/** Every gene with a letter is that parent's; the parents are older, in the order of what they gave. */
function checkLineage(candidate: Candidate, candidates: readonly Candidate[], of: SearchSpace): void {
  const { id, genome, parents, inheritance, operator } = candidate;
  for (const parent of parents) expect(parent).toBeLessThan(id);
  if (operator === 'promotion') {
    const [before] = parents.map((parent) => candidates[parent]);
    expect([parents.length, inheritance]).toEqual([1, null]);
    const { canonical, prediction, rung } = candidate;
    expect(before).toMatchObject({ genome, canonical, prediction, rung: rung - 1 });
    return;
  }
  expect(inheritance === null).toBe(parents.length === 0);
  if (['random', 'design', 'seed', 'enumeration'].includes(operator)) expect(parents).toEqual([]);
  if (operator === 'mutation') expect(parents.length).toBeLessThanOrEqual(1);
  if (operator.startsWith('crossover')) expect(parents.length).toBeLessThanOrEqual(2);
  if (inheritance === null) return;
  const genes = of.parse(genome);
  expect(inheritance).toHaveLength(genes.length);
  const given = parents.map(() => 0);
  for (const [i, letter] of [...inheritance].entries()) {
    if (letter === '*') continue;
    const position = letter.charCodeAt(0) - 97;
    const parent = candidates[parents[position] ?? -1];
    // Exploitation samples from canonical genomes.
    const text = (operator === 'exploitation' ? parent?.canonical : parent?.genome) ?? '';
    expect(genes[i]).toBe(of.parse(text)[i]);
    given[position] = (given[position] ?? 0) + 1;
  }
  expect(Math.min(...given)).toBeGreaterThan(0);
  expect(given).toEqual([...given].sort((a, b) => b - a));
}

function checkBudget(
  batches: Run['batches'],
  candidates: readonly Candidate[],
  { reason, state }: Run['end'],
  { population, generations, mode }: AlgorithmConfig,
): void {
  const started = candidates.filter(({ rung }) => rung === 0);
  const budget = population * generations;
  expect(state.started).toBe(started.length);
  if (reason === 'budget') expect(started).toHaveLength(budget);
  else expect(started.length).toBeLessThan(budget);
  for (const [i, { generation }] of started.entries())
    if (reason === 'budget' || mode === 'steady-state') expect(generation).toBe(Math.floor(i / population));
  if (mode === 'steady-state') return;
  // The generations one after another, each from its first rung to its last.
  const steps = batches.map((batch) => new Set(batch.map(({ generation, rung }) => `${generation} ${rung}`)));
  for (const step of steps) expect(step.size).toBe(1);
  expect(new Set(steps.flatMap((step) => [...step])).size).toBe(batches.length);
}

function checkEnd(
  candidates: readonly Candidate[],
  { state }: Run['end'],
  { population, fidelity }: AlgorithmConfig,
): void {
  expect(state.pending).toEqual([]);
  expect(state.archive.map(({ id, canonical }) => [id, canonical])).toEqual(
    candidates.map(({ id, canonical }) => [id, canonical]),
  );
  const last = (fidelity?.epochs.length ?? 1) - 1;
  const full = state.archive.filter(({ rung }) => rung === last);
  expect(state.population).toHaveLength(Math.min(population, full.length));
  const ids = new Set(full.map(({ id }) => id));
  for (const id of state.population) expect(ids).toContain(id);
  const alive = full.filter(({ error }) => error !== null).map(({ id }) => id);
  const failed = state.population.filter((id) => !alive.includes(id));
  if (alive.length >= population) expect(failed).toEqual([]);
}
