import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ALGORITHM_KINDS,
  type AlgorithmConfig,
  type AlgorithmKind,
  type AlgorithmState,
  createAlgorithm,
  type Fidelity,
  type Member,
  nonDominatedSort,
  pointOf,
} from '../index.ts';
import { checkRun } from '../testing/checkRun.ts';
import { CONFIG, judgeOf, run, space } from '../testing/syntheticSearch.ts';

const fidelities = fc.record({
  epochs: fc.constantFrom([1, 4], [1, 3, 9], [2, 5, 6, 20]),
  eta: fc.constantFrom(2, 2.5, 3, 4),
});
interface Case {
  readonly fidelity: Fidelity;
  readonly population: number;
  readonly generations: number;
  readonly failing: boolean;
  readonly seed: number;
}
const cases = (population: number): fc.Arbitrary<Case> =>
  fc.record({
    fidelity: fidelities,
    population: fc.integer({ min: 2, max: population }),
    generations: fc.integer({ min: 1, max: 3 }),
    failing: fc.boolean(),
    seed: fc.nat({ max: 1000 }),
  });
const runsOf = (kind: AlgorithmKind): number => (kind === 'surrogate' ? 4 : 30);
const isFailing = (id: number, failing: boolean): boolean => failing && id % 5 === 2;

function searchOf(kind: AlgorithmKind, mode: AlgorithmConfig['mode'], given: Case) {
  const { fidelity, population, generations, failing, seed } = given;
  const config: AlgorithmConfig = { ...CONFIG, kind, mode, fidelity, population, generations, seed };
  const judge = judgeOf(space, fidelity.epochs.length);
  return {
    config,
    judge: (candidate: Parameters<typeof judge>[0]) =>
      isFailing(candidate.id, failing) ? ({ id: candidate.id, failed: true } as const) : judge(candidate),
  };
}

/** Of the members that did not fail, how many are on a better front. */
function betterThan(
  member: Member,
  level: readonly Member[],
  objectives: AlgorithmConfig['objectives'],
): number {
  const alive = level.filter(({ error }) => error !== null);
  const fronts = nonDominatedSort(alive.map((one) => pointOf(one, objectives) ?? []));
  const at = fronts.findIndex((front) => front.some((i) => alive[i]?.id === member.id));
  return fronts.slice(0, at).flat().length;
}

describe.each(ALGORITHM_KINDS)('successive halving of %s', (kind) => {
  test('generational: each rung is the best 1/eta of the one below, rounded up', () => {
    fc.assert(
      fc.property(cases(9), (given) => {
        const { config, judge } = searchOf(kind, 'generational', given);
        const whole = run(createAlgorithm(space, config), { judge });
        checkRun(whole, space, config);
        const { archive } = whole.end.state;
        for (let generation = 0; generation < given.generations; generation++) {
          const cohort = archive.filter((member) => member.generation === generation);
          let level = cohort.filter(({ rung }) => rung === 0);
          expect(level).toHaveLength(given.population);
          for (let rung = 1; rung < given.fidelity.epochs.length; rung++) {
            const promoted = cohort.filter((member) => member.rung === rung);
            const alive = level.filter(({ error }) => error !== null);
            const share = Math.ceil(level.length / given.fidelity.eta);
            expect(promoted).toHaveLength(Math.min(share, alive.length));
            for (const { canonical } of promoted) {
              const from = level.find((member) => member.canonical === canonical);
              if (from === undefined) throw new Error('promoted from nowhere');
              expect(from.error).not.toBeNull();
              expect(betterThan(from, level, config.objectives)).toBeLessThan(share);
            }
            level = promoted;
          }
        }
      }),
      { numRuns: runsOf(kind) },
    );
  });

  test('steady-state: whoever is promoted is among the best 1/eta of all on its rung, once', () => {
    fc.assert(
      fc.property(cases(8), fc.integer({ min: 1, max: 6 }), (given, workers) => {
        const { config, judge } = searchOf(kind, 'steady-state', given);
        let known = 0;
        const watch = ({ archive, pending, nextId }: AlgorithmState): void => {
          const promotions = pending.filter(({ id, operator }) => id >= known && operator === 'promotion');
          known = nextId;
          for (const { parents, rung } of promotions) {
            const from = archive.find(({ id }) => id === parents[0]);
            if (from === undefined) throw new Error('promoted before it was evaluated');
            expect([from.rung, from.error === null]).toEqual([rung - 1, false]);
            const level = archive.filter((member) => member.rung === from.rung);
            const share = Math.floor(level.length / given.fidelity.eta);
            expect(betterThan(from, level, config.objectives)).toBeLessThan(share);
          }
        };
        const whole = run(createAlgorithm(space, config), {
          judge,
          workers,
          atOnce: 2,
          seed: given.seed,
          watch,
        });
        checkRun(whole, space, config);
        expect(whole.candidates.filter(({ rung }) => rung === 0)).toHaveLength(
          given.population * given.generations,
        );
        // In the end nobody is left behind who belongs to the best of its rung.
        const { archive } = whole.end.state;
        for (let rung = 0; rung < given.fidelity.epochs.length - 1; rung++) {
          const level = archive.filter((member) => member.rung === rung);
          const alive = level.filter(({ error }) => error !== null).length;
          const promoted = archive.filter((member) => member.rung === rung + 1).length;
          const share = Math.floor(level.length / given.fidelity.eta);
          expect(promoted).toBeGreaterThanOrEqual(Math.min(share, alive));
        }
      }),
      { numRuns: runsOf(kind) },
    );
  });
});

describe('cohorts', () => {
  const sizes = (population: number, eta: number, epochs: number[]): number[] => {
    const config: AlgorithmConfig = { ...CONFIG, population, generations: 2, fidelity: { epochs, eta } };
    const { batches } = run(createAlgorithm(space, config), { judge: judgeOf(space, epochs.length) });
    return batches.map((batch) => batch.length);
  };

  test('shrink by eta from rung to rung, in every generation', () => {
    expect(sizes(9, 3, [1, 3, 9])).toEqual([9, 3, 1, 9, 3, 1]);
    expect(sizes(10, 3, [1, 3, 9])).toEqual([10, 4, 2, 10, 4, 2]);
    expect(sizes(7, 2, [1, 2])).toEqual([7, 4, 7, 4]);
    expect(sizes(2, 4, [1, 2, 4])).toEqual([2, 1, 1, 2, 1, 1]);
  });

  test('promote the networks of the best error and FLOPs, in any order of results', () => {
    const fidelity = { epochs: [1, 3], eta: 4 };
    const algorithm = createAlgorithm(space, { ...CONFIG, objectives: ['error'], fidelity });
    const { state } = algorithm.ask(algorithm.initialState());
    const results = state.pending.map(({ id }) => ({ id, error: [40, 30, 20, 60, 10, 70, 80, 50][id] ?? 0 }));
    const told = [...results].reverse().reduce((before, result) => algorithm.tell(before, [result]), state);
    const asked = algorithm.ask(told);
    expect(asked.kind === 'candidates' && asked.candidates.map(({ parents }) => parents)).toEqual([[4], [2]]);
    // Nobody survives before full training.
    expect(told.population).toEqual([]);
    expect(told.generation).toBe(0);
    const done = algorithm.tell(asked.state, [
      { id: 8, error: 9 },
      { id: 9, failed: true },
    ]);
    expect([done.population, done.generation, done.started]).toEqual([[8, 9], 1, 8]);
  });
});

test('in steady-state, promotions come first, from the highest rung on', () => {
  const fidelity = { epochs: [1, 3, 9], eta: 2 };
  const algorithm = createAlgorithm(space, {
    ...CONFIG,
    mode: 'steady-state',
    objectives: ['error'],
    fidelity,
  });
  const pendingOf = (state: AlgorithmState) =>
    state.pending.map(({ id, rung, parents }) => [id, rung, ...parents]);
  let { state } = algorithm.ask(algorithm.initialState(), 4);
  state = algorithm.tell(
    state,
    [40, 10, 20, 30].map((error, id) => ({ id, error })),
  );
  state = algorithm.ask(state, 9).state;
  expect(pendingOf(state)).toEqual([
    [4, 1, 1],
    [5, 1, 2],
  ]);
  state = algorithm.tell(state, [
    { id: 4, error: 8 },
    { id: 5, error: 6 },
  ]);
  state = algorithm.ask(state, 9).state;
  expect(pendingOf(state)).toEqual([[6, 2, 5]]);
  // Nothing to promote: new networks.
  state = algorithm.ask(state, 2).state;
  expect(pendingOf(state).map(([, rung]) => rung)).toEqual([2, 0, 0]);
});
