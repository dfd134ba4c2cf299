import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AlgorithmState,
  type AskOutcome,
  type Candidate,
  createNsga2,
  type Evaluation,
  type Objectives,
  parseAlgorithmState,
  SearchError,
  type SearchErrorCode,
} from './index.ts';
import { CONFIG, evaluate, objectivesOf, run, space } from './testing/syntheticSearch.ts';

function codeOf(action: () => unknown): SearchErrorCode | 'none' {
  try {
    action();
  } catch (error) {
    if (error instanceof SearchError) return error.code;
    throw error;
  }
  return 'none';
}

describe('a run', () => {
  test('numbers candidates through, never repeats a network, and names existing parents', () => {
    const { generations, end } = run(createNsga2(space, CONFIG));
    const all = generations.flat();
    expect(generations.map((list) => list.length)).toEqual(new Array(6).fill(8));
    expect(all.map(({ id }) => id)).toEqual([...all.keys()]);
    expect(new Set(all.map(({ canonical }) => canonical)).size).toBe(all.length);
    for (const { id, genome, canonical, parents, operator, generation } of all) {
      expect(space.print(space.canonical(space.parse(genome)))).toBe(canonical);
      expect(generation).toBe(Math.floor(id / 8));
      expect(parents).toHaveLength(
        { random: 0, enumeration: 0, mutation: 1, crossover: 2, 'crossover+mutation': 2 }[operator],
      );
      for (const parent of parents) expect(all[parent]?.generation).toBeLessThan(generation);
    }
    expect(new Set(all.slice(0, 8).map(({ operator }) => operator))).toEqual(new Set(['random']));
    expect(all.slice(8).some(({ operator }) => operator === 'crossover+mutation')).toBe(true);
    expect(end.reason).toBe('generations');
    expect(end.state.archive).toEqual(all.map(({ canonical }) => canonical));
  });

  test('golden run: equal seeds give equal candidates on every machine', () => {
    const { generations, end } = run(createNsga2(space, { ...CONFIG, population: 4, generations: 3 }));
    const shown = generations
      .flat()
      .map(({ genome, operator, parents }) => `${genome} ${operator} ${parents}`);
    expect(shown).toMatchInlineSnapshot(`
      [
        "011100011000101011111 random ",
        "111111000101001000001 random ",
        "100000011000111100001 random ",
        "100011001101101001011 random ",
        "111110011000101000001 crossover+mutation 1,2",
        "100001000100001100000 crossover+mutation 2,1",
        "011100010101101011111 crossover+mutation 0,1",
        "111111001000101000001 crossover 1,0",
        "010100011000101010111 mutation 0",
        "100001101000101111111 crossover+mutation 0,5",
        "011100000100001100000 crossover 5,0",
        "100000011000101000000 crossover 5,0",
      ]
    `);
    expect(end.state.population.map(({ id }) => id)).toMatchInlineSnapshot(`
      [
        0,
        1,
        6,
        11,
      ]
    `);
    expect(end.state.prng).toMatchInlineSnapshot(`
      [
        2718989967,
        808965438,
        4167335698,
        2848031574,
      ]
    `);
  });

  test('another seed gives another run', () => {
    const first = run(createNsga2(space, CONFIG)).generations;
    expect(run(createNsga2(space, { ...CONFIG, seed: 2 })).generations).not.toEqual(first);
  });

  test('survives storage as JSON at every step, and any order of results', () => {
    const config = fc.record({
      population: fc.integer({ min: 2, max: 9 }),
      generations: fc.integer({ min: 1, max: 4 }),
      crossoverProbability: fc.constantFrom(0, 0.5, 1),
      mutationProbability: fc.constantFrom(null, 0, 0.2),
      seed: fc.nat({ max: 0xffff_ffff }),
    });
    const roundTrip = (state: AlgorithmState) => parseAlgorithmState(JSON.parse(JSON.stringify(state)));
    fc.assert(
      fc.property(config, fc.nat(), (settings, order) => {
        const algorithm = createNsga2(space, settings);
        const rotate = (list: Evaluation[]) =>
          [...list.slice(order % list.length), ...list.slice(0, order % list.length)].reverse();
        // A quarter of the trainings fails.
        const judge = (candidate: Candidate): Evaluation =>
          (candidate.id * 7 + settings.seed) % 4 === 0
            ? { id: candidate.id, failed: true }
            : evaluate(candidate);
        expect(run(algorithm, judge, roundTrip, rotate)).toEqual(run(algorithm, judge));
      }),
      { numRuns: 40 },
    );
  });

  test('asked again before the results are told, it gives the same candidates', () => {
    const algorithm = createNsga2(space, CONFIG);
    const first = algorithm.ask(algorithm.initialState());
    expect(algorithm.ask(first.state)).toEqual(first);
    expect(algorithm.ask(algorithm.initialState())).toEqual(first);
  });
});

describe('selection', () => {
  test('never loses a network of the first front unless the front outgrows the population', () => {
    const algorithm = createNsga2(space, { ...CONFIG, population: 30, generations: 8 });
    const { end } = run(algorithm);
    const kept = end.state.population.flatMap(({ objectives }) => (objectives === null ? [] : [objectives]));
    const all = end.state.archive.map((genome) => objectivesOf(genome));
    const dominating = (a: Objectives, b: Objectives) =>
      a.error <= b.error && a.flops <= b.flops && (a.error < b.error || a.flops < b.flops);
    const front = all.filter((b) => !all.some((a) => dominating(a, b)));
    expect(front.length).toBeLessThanOrEqual(30);
    for (const member of front) expect(kept).toContainEqual(member);
  });

  test('failed evaluations rank behind all others and leave first', () => {
    const algorithm = createNsga2(space, { ...CONFIG, generations: 2 });
    const failing = ({ id, canonical }: Candidate): Evaluation =>
      id < 6 ? { id, failed: true } : { id, objectives: objectivesOf(canonical) };
    const { end } = run(algorithm, failing);
    // 8 of the 10 that did not fail.
    expect(end.state.population.every(({ objectives }) => objectives !== null)).toBe(true);
    const hopeless = run(algorithm, ({ id }) => ({ id, failed: true }));
    expect(hopeless.generations.flat()).toHaveLength(16);
    expect(hopeless.end.state.population.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('refusals', () => {
  test.each([
    { population: 1 },
    { population: 2.5 },
    { generations: 0 },
    { crossoverProbability: 1.1 },
    { crossoverProbability: Number.NaN },
    { mutationProbability: -0.1 },
    { seed: -1 },
    { seed: 2 ** 32 },
  ])('config %j', (part) => {
    expect(codeOf(() => createNsga2(space, { ...CONFIG, ...part }))).toBe('config');
  });

  test('evaluations that do not fit the pending candidates', () => {
    const algorithm = createNsga2(space, CONFIG);
    const { state, candidates } = asCandidates(algorithm.ask(algorithm.initialState()));
    const results = candidates.map(evaluate);
    const last = { id: 7, objectives: { error: 1, flops: 1 } };
    const cases: Evaluation[][] = [
      [],
      results.slice(1),
      [...results, { id: 8, failed: true }],
      [...results.slice(1), last],
      [...results.slice(0, 7), { id: 8, failed: true }],
      [...results.slice(0, 7), { ...last, objectives: { error: 101, flops: 1 } }],
      [...results.slice(0, 7), { ...last, objectives: { error: Number.NaN, flops: 1 } }],
      [...results.slice(0, 7), { ...last, objectives: { error: 1, flops: Number.POSITIVE_INFINITY } }],
    ];
    for (const wrong of cases) expect(codeOf(() => algorithm.tell(state, wrong))).toBe('evaluations');
    expect(codeOf(() => algorithm.tell(algorithm.initialState(), []))).toBe('evaluations');
    expect(codeOf(() => algorithm.tell(state, [...results.slice(0, 7), last]))).toBe('none');
  });

  test('states that nobody wrote', () => {
    const algorithm = createNsga2(space, CONFIG);
    const good = algorithm.ask(algorithm.initialState()).state;
    expect(parseAlgorithmState(good)).toBe(good);
    const bad: unknown[] = [
      null,
      [],
      '{}',
      { ...good, v: 2 },
      { ...good, algorithm: 'other' },
      { ...good, prng: [0, 0, 0, 0] },
      { ...good, nextId: 3 },
      { ...good, generation: -1 },
      { ...good, archive: [1] },
      { ...good, pending: [{}] },
      { ...good, pending: good.pending.map((candidate) => ({ ...candidate, operator: 'magic' })) },
      { ...good, population: [{ id: 0, genome: '0', objectives: { error: '1', flops: 1 } }] },
    ];
    for (const value of bad) expect(codeOf(() => parseAlgorithmState(value))).toBe('state');
  });
});

function asCandidates(outcome: AskOutcome): Extract<AskOutcome, { kind: 'candidates' }> {
  if (outcome.kind !== 'candidates') throw new Error('expected candidates');
  return outcome;
}
