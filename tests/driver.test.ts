import { evaluatedIndividuals, type SearchView } from '@naschain/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DriverBench, RECIPE } from './support/driverBench.ts';

let bench: DriverBench;

beforeAll(async () => {
  bench = await DriverBench.start();
});
afterAll(() => bench.stop());

const POPULATION = 6;
const GENERATIONS = 4;
const frontOf = (view: SearchView): string[] =>
  evaluatedIndividuals(view).flatMap(({ individual, onFront }) => (onFront ? [individual.individualId] : []));
const sizes = (view: SearchView): number[] =>
  view.generations.map(({ index }) => view.individuals.filter((item) => item.generation === index).length);

/** What holds of every search that used up its budget. */
function expectComplete(view: SearchView): void {
  expect(view.state).toBe('completed');
  const fresh = view.individuals.filter(({ operator }) => operator !== 'promotion');
  expect(fresh).toHaveLength(POPULATION * GENERATIONS);
  expect(view.generations.map(({ state }) => state)).toEqual(Array(GENERATIONS).fill('closed'));
  expect(view.generations.map(({ size }) => size)).toEqual(Array(GENERATIONS).fill(POPULATION));
  const volumes = view.generations.map(({ hypervolume }) => hypervolume ?? -1);
  expect(volumes).toEqual([...volumes].sort((a, b) => a - b));
  const last = view.generations.at(-1);
  expect(last?.evaluations).toBe(view.individuals.length);
  expect([...(last?.front ?? [])].sort()).toEqual(frontOf(view).sort());
  for (const { parents, inheritance, genome, operator } of view.individuals) {
    if (operator === 'promotion') expect([parents.length, inheritance]).toEqual([1, null]);
    else expect(inheritance?.length ?? null).toBe(parents.length > 0 ? genome.length : null);
  }
}

describe('a generational search', () => {
  it.each(['surrogate', 'nsga2', 'nsganet', 'random'] as const)('runs to its end with %s', async (kind) => {
    const view = await bench.run(await bench.create({ kind }));
    expectComplete(view);
    expect(sizes(view)).toEqual(Array(GENERATIONS).fill(POPULATION));
    const savings = view.generations.map((generation) => generation.savings);
    expect(savings).not.toContain(null);
    expect(view.generations.at(-1)?.predictor === null).toBe(kind !== 'surrogate');
    expect(view.individuals.some(({ prediction }) => prediction !== null)).toBe(kind === 'surrogate');
  });

  it('is the same whoever drives, however often, and in whatever order jobs close', async () => {
    const [one, two] = [await bench.create({}), await bench.create({})];
    const calm = await bench.run(one);
    const torn = await bench.run(two, 1, 3);
    const plain = (view: SearchView) =>
      view.individuals.map(({ genome, generation, operator, prediction }) => ({
        genome,
        generation,
        operator,
        prediction,
      }));
    expect(plain(torn)).toEqual(plain(calm));
    expect(torn.generations.map(({ hypervolume }) => hypervolume)).toEqual(
      calm.generations.map(({ hypervolume }) => hypervolume),
    );
  });

  it('minimises what it is told to, under the limits it is given', async () => {
    const constraints = { params: 3000, flops: null };
    const view = await bench.run(
      await bench.create({ objectives: ['error', 'params', 'flops'], constraints }),
    );
    expectComplete(view);
    expect(view.reference.params).toBeGreaterThan(3000);
    for (const { params } of view.individuals) expect(params).toBeLessThanOrEqual(3000);
    const params = await bench.run(await bench.create({ objectives: ['params'] }));
    expectComplete(params);
    expect(new Set(frontOf(params)).size).toBeGreaterThan(0);
  });

  it('goes on without networks whose training fails', async () => {
    const searchId = await bench.create({ kind: 'nsga2' });
    while ((await bench.drive(searchId)) === 'waiting')
      await bench.train(100, (genome) => genome.startsWith('1'));
    const view = await bench.view(searchId);
    const failed = view.jobs.filter(({ state }) => state === 'failed').length;
    expect(failed).toBeGreaterThan(0);
    expect(view).toMatchObject({ state: 'completed' });
    expect(view.generations.at(-1)?.evaluations).toBe(view.individuals.length - failed);
  });

  it('fails with its reason when no network keeps the limits', async () => {
    const searchId = await bench.create({ constraints: { params: 1, flops: 1 } });
    expect(await bench.drive(searchId)).toBe('ended');
    expect(await bench.view(searchId)).toMatchObject({
      state: 'failed',
      stateReason: expect.stringContaining('params ≤ 1 and FLOPs ≤ 1'),
      individuals: [],
      generations: [],
    });
  });

  it('fails with its reason when another release began it', async () => {
    const searchId = await bench.create({});
    const old = JSON.stringify({ v: 1, algorithm: 'nsga2' });
    await bench.database.pool.query('UPDATE searches SET algorithm_state = $2 WHERE id = $1', [
      searchId,
      old,
    ]);
    await expect(bench.drive(searchId)).rejects.toMatchObject({
      name: 'SearchError',
      message: expect.stringContaining('Create it again'),
    });
  });
});

describe('a steady-state search', () => {
  it.each(['surrogate', 'nsga2'] as const)(
    'breeds with every result, and counts generations, with %s',
    async (kind) => {
      const searchId = await bench.create({ kind, mode: 'steady-state' });
      let most = 0;
      const open = new Set<number>();
      while ((await bench.drive(searchId)) === 'waiting') {
        const view = await bench.view(searchId);
        most = Math.max(most, view.jobs.filter(({ state }) => state === 'open').length);
        open.add(view.generations.filter(({ state }) => state === 'open').length);
        expect(await bench.train(1)).toBe(1);
      }
      const view = await bench.view(searchId);
      expectComplete(view);
      expect(sizes(view)).toEqual(Array(GENERATIONS).fill(POPULATION));
      // Four slots, one replica each, and one at hand.
      expect(most).toBe(5);
      expect(Math.max(...open)).toBe(2);
      const parents = view.individuals.flatMap(({ parents, generation }) =>
        parents.map((id) => [id, generation]),
      );
      const generationOf = new Map(view.individuals.map((item) => [item.individualId, item.generation]));
      // Bred within its own generation: nobody waited for the others of it.
      expect(parents.some(([id, generation]) => generationOf.get(String(id)) === generation)).toBe(true);
    },
  );

  it('goes on wherever a driver died, with another beside it', async () => {
    const view = await bench.run(await bench.create({ mode: 'steady-state' }), 2, 3);
    expectComplete(view);
  });
});

describe('successive halving', () => {
  const fidelity = { epochs: [1, 2, 4], eta: 2 };

  function expectPromotions(view: SearchView): void {
    const jobs = new Map(view.jobs.map((job) => [job.jobId, job]));
    const byId = new Map(view.individuals.map((item) => [item.individualId, item]));
    const promoted = view.individuals.filter(({ operator }) => operator === 'promotion');
    expect(promoted.length).toBeGreaterThan(0);
    for (const individual of promoted) {
      const [parent] = individual.parents.map((id) => byId.get(id));
      expect(parent).toMatchObject({ genome: individual.genome, rung: individual.rung - 1 });
      expect(jobs.get(individual.jobId)?.genome).toBe(jobs.get(parent?.jobId ?? '')?.genome);
      expect(individual.jobId).not.toBe(parent?.jobId);
    }
    for (const { individual, onFront } of evaluatedIndividuals(view)) {
      if (onFront) expect(individual.rung).toBe(2);
    }
  }

  it('promotes within the open generation, and counts only what was trained in full', async () => {
    const searchId = await bench.create({ kind: 'nsga2', fidelity });
    const view = await bench.run(searchId);
    expectComplete(view);
    expectPromotions(view);
    const rungs = [0, 1, 2].map((rung) => view.individuals.filter((item) => item.rung === rung).length);
    expect(rungs).toEqual([24, 12, 8]);
    expect(sizes(view)).toEqual(Array(GENERATIONS).fill(6 + 3 + 2));
    const { rows } = await bench.database.pool.query<{ rung: number; stop: number | null; curve: number }>(
      `SELECT i.rung, (j.spec #>> '{recipe,stopAfter}')::int AS stop, cardinality(r.curve_digests) AS curve
       FROM individuals i JOIN jobs j ON j.id = i.job_id JOIN assignments a ON a.job_id = j.id
         JOIN results r ON r.assignment_id = a.id WHERE i.search_id = $1`,
      [searchId],
    );
    for (const { rung, stop, curve } of rows) {
      expect([stop, curve]).toEqual(
        [
          [1, 1],
          [2, 2],
          [null, 4],
        ][rung],
      );
    }
  });

  it('ends a longer training where the shorter one stopped by itself', async () => {
    const earlyStop = { patience: 1 };
    const searchId = await bench.create({ kind: 'nsga2', fidelity }, { recipe: { ...RECIPE, earlyStop } });
    const view = await bench.run(searchId);
    expectComplete(view);
    expectPromotions(view);
    const { rows } = await bench.database.pool.query<{ most: number; long: string[]; short: string[] }>(
      `SELECT coalesce((j.spec #>> '{recipe,stopAfter}')::int, 4) AS most, r.curve_digests AS long,
         s.curve_digests AS short
       FROM individuals i JOIN assignments a ON a.job_id = i.job_id JOIN results r ON r.assignment_id = a.id
         JOIN jobs j ON j.id = i.job_id JOIN individuals p ON p.id = i.parents[1]
         JOIN assignments b ON b.job_id = p.job_id JOIN results s ON s.assignment_id = b.id
       WHERE i.search_id = $1 AND i.operator = 'promotion'`,
      [searchId],
    );
    for (const { long, short } of rows) expect(long.slice(0, short.length)).toEqual(short);
    const stopped = rows.filter(({ most, long }) => long.length < most);
    expect(stopped.length).toBeGreaterThan(0);
    expect(stopped.some(({ long, short }) => long.length === short.length)).toBe(true);
    expect(rows.some(({ most, long }) => long.length === most)).toBe(true);
  });

  it('promotes whenever somebody is among the best, steady-state', async () => {
    const view = await bench.run(
      await bench.create({ kind: 'surrogate', mode: 'steady-state', fidelity }),
      1,
    );
    expectComplete(view);
    expectPromotions(view);
  });
});

describe('the creation of a search', () => {
  const fidelity = { epochs: [1, 2], eta: 2 };
  it.each<[string, Parameters<DriverBench['create']>, RegExp]>([
    ['rungs that do not end with the whole training', [{ fidelity }], /must be the recipe's 4, not 2/],
    ['a population of one', [{ population: 1 }], /population/],
    [
      'images too small for the space',
      [{}, { space: { kind: 'macro', phases: 5, nodes: 4, channels: 4 } }],
      /cannot run/,
    ],
    [
      'more images than there are',
      [{}, { recipe: { ...RECIPE, trainSamples: 1000 } }],
      /the training split has 1000/,
    ],
    [
      'squares painted over that are larger than the images',
      [{}, { recipe: { ...RECIPE, augmentation: { cutout: 17 } } }],
      /squares larger than the images of 16 x 16/,
    ],
    [
      'an auxiliary head on images too small for it',
      [
        {},
        {
          space: { kind: 'micro', blocks: 2, cells: 3, channels: 4 },
          recipe: { ...RECIPE, auxiliaryWeight: 0.4 },
        },
      ],
      /an image of 16x16 leaves 4x4/,
    ],
    [
      'rungs and a training that stops early',
      [{ fidelity: { epochs: [2, 4], eta: 2 } }, { recipe: { ...RECIPE, stopAfter: 2 } }],
      /stopAfter/,
    ],
  ])('refuses %s', async (_, args, message) => {
    await expect(bench.create(...args)).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(message),
    });
  });
});
