import { describe, expect, test } from 'vitest';
import {
  type AlgorithmConfig,
  type AlgorithmState,
  type Candidate,
  createAlgorithm,
  type Evaluation,
  type PredictorReport,
  SEARCH_MODES,
} from '../index.ts';
import { CONFIG, evaluate, run, space } from '../testing/syntheticSearch.ts';

const config: AlgorithmConfig = { ...CONFIG, kind: 'surrogate', population: 10, generations: 4 };

/** A whole search, with the report and the savings after every proposal of the predictor. */
function searched(part: Partial<AlgorithmConfig>, judge: (candidate: Candidate) => Evaluation = evaluate) {
  const reports: PredictorReport[] = [];
  const screened: number[] = [];
  let before: AlgorithmState['predictor'] = null;
  const watch = ({ predictor, savings }: AlgorithmState): void => {
    if (predictor === null || predictor === before) return;
    before = predictor;
    reports.push(predictor);
    screened.push(savings.screened);
  };
  const { candidates, end } = run(createAlgorithm(space, { ...config, ...part }), {
    judge,
    watch,
    workers: 4,
    atOnce: 4,
  });
  return { candidates, end, reports, screened };
}

/** An error that has nothing to do with the network: its text, hashed. */
function noise({ id, canonical }: Candidate, seed: number): Evaluation {
  let hash = seed;
  for (const char of canonical) hash = Math.imul(hash ^ char.charCodeAt(0), 0x9e3779b1) ^ (hash >>> 15);
  return { id, error: 1 + (((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32) * 90 };
}

describe.each(SEARCH_MODES)('%s', (mode) => {
  const { candidates, end, reports, screened } = searched({ mode });

  test('trusts its predictor where errors follow from the network', () => {
    expect(reports.length).toBeGreaterThan(2);
    for (const { trusted, leaveOneOut } of reports) {
      expect(trusted).toBe(true);
      expect(leaveOneOut).toBeGreaterThan(0.5);
    }
    const last = end.state.predictor;
    expect(last?.rankCorrelation).toBeGreaterThan(0.5);
    expect(last?.coverage).toBeGreaterThan(0.5);
    expect(last?.trainedOn).toBeGreaterThan(25);
  });

  test('looks at ever more networks that it need not train', () => {
    for (const [i, count] of screened.entries()) expect(count).toBeGreaterThan((screened[i - 1] ?? 0) + 100);
  });

  test('begins with a design; then four of five candidates are predicted, the others bred', () => {
    expect(new Set(candidates.slice(0, 10).map(({ operator }) => operator))).toEqual(new Set(['design']));
    const rest = candidates.slice(10);
    const predicted = rest.filter(({ prediction }) => prediction !== null);
    expect(Math.abs(predicted.length - 0.8 * rest.length)).toBeLessThan(3);
    for (const { operator, prediction } of rest) expect(operator === 'surrogate').toBe(prediction !== null);
    for (const { prediction } of predicted) expect(prediction?.deviation).toBeGreaterThan(0);
  });

  test('keeps mostly to nsga2 while errors are noise', () => {
    const population = mode === 'generational' ? 10 : 20;
    const runs = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) =>
      searched({ mode, seed, population, generations: 2 }, (candidate) => noise(candidate, seed)),
    );
    const all = runs.flatMap((one) => one.reports);
    const distrusted = all.filter(({ trusted }) => !trusted);
    expect(distrusted.length).toBeGreaterThan(0.6 * all.length);
    for (const { leaveOneOut } of distrusted) expect(leaveOneOut ?? 0).toBeLessThan(0.3);
    // Nobody is predicted by a predictor without trust.
    const rest = runs.flatMap((one) => one.candidates.slice(population));
    const bred = rest.filter(({ prediction }) => prediction === null);
    expect(bred.length).toBeGreaterThanOrEqual((rest.length * distrusted.length) / all.length);
    for (const { operator } of bred)
      expect(['crossover', 'mutation', 'crossover+mutation', 'random']).toContain(operator);
  });
});

test('without the error among the objectives it is nsga2', () => {
  const objectives = ['params', 'flops'] as const;
  const [surrogate, nsga2] = (['surrogate', 'nsga2'] as const).map(
    (kind) => run(createAlgorithm(space, { ...config, kind, objectives })).candidates,
  );
  expect(surrogate).toEqual(nsga2);
});

test('errors without any spread leave it to nsga2, too', () => {
  const { reports, candidates } = searched({ generations: 2 }, ({ id }) => ({ id, error: 50 }));
  expect(reports).toEqual([
    { trusted: false, rankCorrelation: null, leaveOneOut: null, coverage: null, trainedOn: 10 },
  ]);
  expect(candidates).toHaveLength(20);
});

test('goes on designing until six networks were trained', () => {
  const { candidates } = searched({ population: 4, generations: 4 }, (candidate) =>
    candidate.id < 4 ? { id: candidate.id, failed: true } : evaluate(candidate),
  );
  expect(candidates.map(({ operator }) => operator === 'design')).toEqual(
    candidates.map(({ id }) => id < 12),
  );
});

test('errors of several lengths of training are learned together', () => {
  const fidelity = { epochs: [1, 3], eta: 2 };
  const { end, candidates } = searched({ fidelity, generations: 3 }, (candidate) => {
    const { id, error = 0 } = evaluate(candidate);
    return { id, error: candidate.rung === 0 ? Math.min(100, error + 10) : error };
  });
  // All told but the last generation.
  expect(end.state.predictor).toMatchObject({ trusted: true, trainedOn: 30 });
  const predicted = candidates.filter(({ prediction }) => prediction !== null);
  const full = new Map(
    end.state.archive.filter(({ rung }) => rung === 1).map((one) => [one.canonical, one.error]),
  );
  // Predicted is the error after full training.
  const misses = predicted.flatMap(({ canonical, prediction }) => {
    const error = full.get(canonical);
    return typeof error === 'number' ? [(prediction?.mean ?? 0) - error] : [];
  });
  expect(misses.length).toBeGreaterThan(4);
  expect(Math.abs(misses.reduce((sum, miss) => sum + miss, 0) / misses.length)).toBeLessThan(6);
});
