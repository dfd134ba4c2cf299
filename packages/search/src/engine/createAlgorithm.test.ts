import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ALGORITHM_KINDS,
  type AlgorithmConfig,
  type AlgorithmKind,
  type AlgorithmState,
  type Candidate,
  CROSSOVERS,
  createAlgorithm,
  type Evaluation,
  MUTATIONS,
  OBJECTIVES,
  Prng,
  SEARCH_MODES,
  type SearchMode,
} from '../index.ts';
import { checkRun } from '../testing/checkRun.ts';
import {
  CONFIG,
  cellSpace,
  codeOf,
  evaluate,
  judgeOf,
  run,
  space,
  stored,
} from '../testing/syntheticSearch.ts';

const everyAlgorithm = ALGORITHM_KINDS.flatMap((kind) => SEARCH_MODES.map((mode) => ({ kind, mode })));
const spaces = { macro: space, micro: cellSpace };
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2 });

/** Small searches of all settings. */
const settings = (kind: AlgorithmKind, mode: SearchMode) =>
  fc
    .record({
      of: fc.constantFrom('macro' as const, 'micro' as const),
      population: fc.integer({ min: 2, max: 6 }),
      generations: fc.integer({ min: 1, max: 4 }),
      crossover: fc.constantFrom(...CROSSOVERS),
      crossoverProbability: fc.constantFrom(0, 0.5, 1),
      mutation: fc.constantFrom(...MUTATIONS),
      mutationProbability: fc.constantFrom(null, 0, 0.3),
      objectives: fc.shuffledSubarray([...OBJECTIVES], { minLength: 1 }),
      limits: maybe(fc.constantFrom({ params: 0.9, flops: 0.8 }, { params: 1, flops: 0.5 })),
      fidelity: maybe(fc.constantFrom({ epochs: [1, 3], eta: 2 }, { epochs: [1, 3, 9], eta: 3 })),
      seed: fc.nat({ max: 0xffff_ffff }),
    })
    .map(({ of, limits, ...config }) => ({
      of: spaces[of],
      config: {
        ...config,
        kind,
        mode,
        constraints: {
          params: limits === null ? null : limits.params * spaces[of].maxParams,
          flops: limits === null ? null : limits.flops * spaces[of].maxFlops,
        },
      } satisfies AlgorithmConfig,
    }));

/** A quarter of the trainings fails. */
const judgeWithFailures =
  (judge: (candidate: Candidate) => Evaluation, seed: number) =>
  (candidate: Candidate): Evaluation =>
    (candidate.id * 7 + seed) % 4 === 0 ? { id: candidate.id, failed: true } : judge(candidate);

/** So that a search that writes into its state throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

/** The predictor's searches take longer. */
const runsOf = (kind: AlgorithmKind, count: number): number => (kind === 'surrogate' ? count / 8 : count);

describe.each(everyAlgorithm)('$kind, $mode', ({ kind, mode }) => {
  test('keeps all promises, whatever is stored in between, in whatever order and portions results come', () => {
    const drivers = fc.record({
      workers: fc.integer({ min: 1, max: 9 }),
      atOnce: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(settings(kind, mode), drivers, fc.nat(), ({ of, config }, driver, order) => {
        const rungs = config.fidelity?.epochs.length ?? 1;
        const judge = judgeWithFailures(judgeOf(of, rungs), config.seed);
        const algorithm = createAlgorithm(of, config);
        const plain = run(algorithm, { ...driver, judge, seed: order });
        checkRun(plain, of, config);
        const prng = Prng.fromSeed(order);
        const portions = (results: Evaluation[]): Evaluation[][] => {
          prng.shuffle(results);
          const cut = prng.below(results.length);
          return [results.slice(0, cut), results.slice(cut)].filter((list) => list.length > 0);
        };
        const between = (state: AlgorithmState) => frozen(stored(state));
        expect(
          run(createAlgorithm(of, config), { ...driver, judge, seed: order, between, portions }),
        ).toEqual(plain);
      }),
      { numRuns: runsOf(kind, 24) },
    );
  });

  test('another seed gives another run, the same the same', () => {
    const config = { ...CONFIG, kind, mode, population: 6, generations: 2 };
    const candidates = (seed: number) => run(createAlgorithm(space, { ...config, seed })).candidates;
    const first = candidates(1);
    expect(candidates(1)).toEqual(first);
    expect(candidates(2)).not.toEqual(first);
  });

  test('uses the whole budget, and waits for nothing in the end', () => {
    const { candidates, end } = run(createAlgorithm(space, { ...CONFIG, kind, mode, generations: 3 }));
    expect(candidates).toHaveLength(24);
    expect(end.reason).toBe('budget');
    expect(end.state).toMatchObject({ nextId: 24, started: 24, generation: 3, pending: [] });
    expect(createAlgorithm(space, { ...CONFIG, kind, mode, generations: 3 }).ask(end.state)).toEqual(end);
  });

  test('keeps the best of all it has seen', () => {
    const config = { ...CONFIG, kind, mode, population: 12, generations: 2 };
    const { end } = run(createAlgorithm(space, config));
    const { archive, population } = end.state;
    const dominated = archive.filter(({ error: a, flops: f }) =>
      archive.some(
        ({ error: b, flops: g }) => (b ?? 0) <= (a ?? 0) && g <= f && ((b ?? 0) < (a ?? 0) || g < f),
      ),
    );
    const front = archive.filter((member) => !dominated.includes(member));
    expect(front.length).toBeLessThanOrEqual(12);
    for (const { id } of front) expect(population).toContain(id);
    expect(population).toHaveLength(12);
  });

  test('lets no failed network breed once enough others have not failed', () => {
    const config = { ...CONFIG, kind, mode, generations: 4 };
    const failed = new Set<number>();
    let [seen, bred] = [0, 0];
    run(createAlgorithm(space, config), {
      judge: judgeWithFailures(evaluate, 3),
      watch: ({ archive, pending, population, nextId }) => {
        const fresh = pending.filter(({ id }) => id >= seen);
        seen = nextId;
        for (const { id, error } of archive) if (error === null) failed.add(id);
        if (archive.length - failed.size < config.population) return;
        for (const id of [...population, ...fresh.flatMap(({ parents }) => parents)])
          expect(failed).not.toContain(id);
        bred += fresh.filter(({ parents }) => parents.length > 0).length;
      },
    });
    expect(failed.size).toBe(8);
    if (kind !== 'random') expect(bred).toBeGreaterThan(0);
  });

  test('goes on to the end when everything fails', () => {
    for (const fidelity of [null, { epochs: [1, 2], eta: 2 }]) {
      const config = { ...CONFIG, kind, mode, fidelity, generations: 3 };
      const { candidates, end } = run(createAlgorithm(space, config), {
        judge: ({ id }) => ({ id, failed: true }),
      });
      expect(candidates).toHaveLength(24);
      expect(end.reason).toBe('budget');
      expect(end.state.population).toEqual(fidelity === null ? [0, 1, 2, 3, 4, 5, 6, 7] : []);
    }
  });

  test('asked again with the same state, it gives the same', () => {
    const algorithm = createAlgorithm(space, { ...CONFIG, kind, mode, generations: 2 });
    const states: AlgorithmState[] = [algorithm.initialState()];
    run(algorithm, { watch: (state) => states.push(state) });
    for (const state of states.filter((_, i) => i % 5 === 0))
      expect(algorithm.ask(state)).toEqual(algorithm.ask(state));
  });
});

describe('results that do not fit', () => {
  const algorithm = createAlgorithm(space, CONFIG);
  const { state } = algorithm.ask(algorithm.initialState());
  const results = state.pending.map(evaluate);
  const told = algorithm.tell(state, results.slice(0, 3));
  const last = { id: 7, error: 1 };

  test.each<[string, AlgorithmState, Evaluation[]]>([
    ['of nobody', state, [{ id: 8, failed: true }]],
    ['one of nobody among good ones', state, [...results, { id: 8, error: 5 }]],
    ['twice', state, [...results.slice(0, 2), ...results.slice(0, 1)]],
    ['told before', told, results.slice(2, 4)],
    ['before anything was asked', algorithm.initialState(), [last]],
    ['an error over 100', state, [{ ...last, error: 101 }]],
    ['a negative error', state, [{ ...last, error: -1 }]],
    ['an error that is no number', state, [{ ...last, error: Number.NaN }]],
    ['an infinite error', state, [{ ...last, error: Number.POSITIVE_INFINITY }]],
  ])('are refused: %s', (_, before, wrong) => {
    expect(codeOf(() => algorithm.tell(before, wrong))).toBe('evaluations');
  });

  test('while those at the ends of the range, failures and nothing at all are taken', () => {
    const next = algorithm.tell(state, [
      { ...last, error: 100 },
      { id: 0, error: 0 },
      { id: 3, failed: true },
    ]);
    expect(next.archive.map(({ id, error }) => [id, error])).toEqual([
      [0, 0],
      [3, null],
      [7, 100],
    ]);
    expect(algorithm.tell(state, [])).toBe(state);
  });
});

test('a state of another search is refused', () => {
  for (const [kind, mode] of [
    ['nsganet', 'generational'],
    ['nsga2', 'steady-state'],
  ] as const) {
    const other = createAlgorithm(space, { ...CONFIG, kind, mode });
    const algorithm = createAlgorithm(space, CONFIG);
    expect(codeOf(() => algorithm.ask(other.initialState()))).toBe('state');
    expect(codeOf(() => algorithm.tell(other.initialState(), []))).toBe('state');
  }
});
