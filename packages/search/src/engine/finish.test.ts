import { describe, expect, test } from 'vitest';
import {
  ALGORITHM_KINDS,
  type AlgorithmConfig,
  createAlgorithm,
  OBJECTIVES,
  SEARCH_MODES,
} from '../index.ts';
import { checkRun } from '../testing/checkRun.ts';
import { CONFIG, cellSpace, judgeOf, macroOf, run, space, tinySpace } from '../testing/syntheticSearch.ts';

const everyAlgorithm = ALGORITHM_KINDS.flatMap((kind) => SEARCH_MODES.map((mode) => ({ kind, mode })));
/** Every choice of one or more objectives. */
const subsets = Array.from({ length: 7 }, (_, i) =>
  OBJECTIVES.filter((_name, k) => ((i + 1) >> k) % 2 === 1),
);

describe.each(everyAlgorithm)('$kind, $mode', ({ kind, mode }) => {
  test('a tiny space is searched completely, and then finishes', () => {
    for (let seed = 0; seed < 5; seed++) {
      const config: AlgorithmConfig = { ...CONFIG, kind, mode, population: 5, generations: 9, seed };
      const whole = run(createAlgorithm(tinySpace, config), {
        judge: judgeOf(tinySpace),
        workers: 4,
        atOnce: 4,
      });
      checkRun(whole, tinySpace, config);
      expect(whole.end.reason).toBe('exhausted');
      expect(whole.candidates).toHaveLength(7);
      if (mode === 'generational') expect(whole.batches.map((batch) => batch.length)).toEqual([5, 2]);
      expect(createAlgorithm(tinySpace, config).ask(whole.end.state)).toEqual(whole.end);
    }
  });

  test('limits that nothing keeps finish it as infeasible, before anything is trained', () => {
    for (const of of kind === 'nsga2' ? [space, cellSpace] : [space]) {
      const constraints = { params: 1, flops: null };
      const algorithm = createAlgorithm(of, { ...CONFIG, kind, mode, constraints });
      const { candidates, end } = run(algorithm);
      expect([candidates.length, end.reason]).toEqual([0, 'infeasible']);
      expect(end.state).toEqual(algorithm.initialState());
    }
  });

  test('what few networks keep the limits of a small space are all found', () => {
    const small = macroOf({ phases: 1, nodes: 5 });
    // The cheapest dozens.
    const constraints = { params: null, flops: 0.65 * small.maxFlops };
    const config: AlgorithmConfig = { ...CONFIG, kind, mode, constraints, population: 10, generations: 30 };
    const limited = run(createAlgorithm(small, config), { judge: judgeOf(small) });
    checkRun(limited, small, config);
    const reachable = new Set(
      Array.from({ length: 2 ** small.cardinalities.length }, (_, i) =>
        small.canonical(small.cardinalities.map((_count, k) => (i >> k) % 2)),
      )
        .filter((genome) => small.measure(genome).flops <= constraints.flops)
        .map((genome) => small.print(genome)),
    );
    expect(reachable.size).toBeGreaterThan(3);
    expect(reachable.size).toBeLessThan(100);
    expect(new Set(limited.candidates.map(({ canonical }) => canonical))).toEqual(reachable);
    expect(limited.end.reason).toBe('exhausted');
    expect(limited.end.state.savings.infeasible).toBeGreaterThan(0);
  });

  test('runs on any objectives', () => {
    for (const objectives of subsets) {
      const config: AlgorithmConfig = { ...CONFIG, kind, mode, objectives, population: 6, generations: 2 };
      const whole = run(createAlgorithm(space, config));
      checkRun(whole, space, config);
      expect(whole.end.reason).toBe('budget');
      const { archive, population } = whole.end.state;
      if (objectives.length > 1) continue;
      // Of one objective the survivors are simply the best.
      const [name = 'error'] = objectives;
      const values = archive.map((member) => member[name] ?? 100).sort((a, b) => a - b);
      const kept = population.map((id) => archive[id]?.[name] ?? 100);
      expect(kept.sort((a, b) => a - b)).toEqual(values.slice(0, 6));
    }
  });
});

test('a small space is enumerated when neither breeding nor chance finds what is left', () => {
  // 302 acyclic digraphs of 5 nodes, with or without skip, but the empty one only once: 603 networks.
  const small = macroOf({ phases: 1, nodes: 5 });
  const stuck = { ...small, random: () => small.cardinalities.map(() => 0) };
  const config = {
    ...CONFIG,
    population: 250,
    generations: 9,
    crossoverProbability: 0,
    mutationProbability: 0,
  };
  const { candidates, batches, end } = run(createAlgorithm(stuck, config), { judge: judgeOf(small) });
  expect(batches.map((list) => list.length)).toEqual([250, 250, 103]);
  expect(candidates.map(({ operator }) => operator)).toEqual([
    'random',
    ...new Array(602).fill('enumeration'),
  ]);
  expect(end.reason).toBe('exhausted');
});

describe('steady-state', () => {
  const algorithm = createAlgorithm(space, {
    ...CONFIG,
    mode: 'steady-state',
    population: 4,
    generations: 2,
  });

  test('proposes as many as asked for, however many are pending, and no more than the budget', () => {
    const first = algorithm.ask(algorithm.initialState(), 3);
    const second = algorithm.ask(first.state, 4);
    const third = algorithm.ask(second.state, 4);
    const counts = [first, second, third].map((asked) =>
      asked.kind === 'candidates' ? asked.candidates.length : asked.kind,
    );
    expect(counts).toEqual([3, 4, 1]);
    expect(algorithm.ask(third.state)).toEqual({ kind: 'waiting', state: third.state });
    expect(third.state.pending.map(({ id, generation }) => [id, generation])).toEqual(
      Array.from({ length: 8 }, (_, id) => [id, Math.floor(id / 4)]),
    );
    expect([first, second, third].map(({ state }) => state.generation)).toEqual([1, 2, 2]);
  });

  test('every result joins the survivors at once', () => {
    let { state } = algorithm.ask(algorithm.initialState(), 8);
    for (const [i, id] of [5, 2, 7].entries()) {
      state = algorithm.tell(state, [{ id, error: 50 - i }]);
      expect(state.population).toEqual([5, 2, 7].slice(0, i + 1).sort((a, b) => a - b));
    }
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses to propose %d', (count) => {
    expect(() => algorithm.ask(algorithm.initialState(), count)).toThrow('one candidate or more');
  });
});
