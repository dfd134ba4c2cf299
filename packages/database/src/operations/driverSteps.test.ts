import { randomUUID } from 'node:crypto';
import { decideBatch } from '@naschain/consensus';
import { searchStream } from '@naschain/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database.ts';
import {
  claim,
  eventTypes,
  openTestSearch,
  registerMiner,
  submit,
  testIndividual,
  testResult,
} from '../testing/fixtures.ts';
import { expectReplayed } from '../testing/replay.ts';
import { emptyTables, startTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { closeGeneration, type GenerationOutcome } from './closeGeneration.ts';
import { countLiveSlots } from './countLiveSlots.ts';
import { listRunningSearches } from './listRunningSearches.ts';
import { loadSearchForDriver } from './loadSearchForDriver.ts';
import { type NewIndividual, type Proposal, proposeIndividuals } from './proposeIndividuals.ts';
import { setSearchState } from './setSearchState.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await startTestDatabase();
  database = test.database;
});
afterAll(() => test.stop());

function outcome(searchId: string, step: number, change: Partial<GenerationOutcome> = {}): GenerationOutcome {
  return {
    searchId,
    step,
    index: 0,
    hypervolume: 0.25,
    evaluations: 2,
    front: [],
    savings: null,
    predictor: null,
    algorithmState: { closed: step },
    ...change,
  };
}

function proposal(searchId: string, step: number, individuals: readonly NewIndividual[]): Proposal {
  return {
    searchId,
    step,
    individuals,
    generationSize: 8,
    quorum: 1,
    algorithmState: { proposed: step },
  };
}

/** Has one miner train whatever there is. */
async function trainAll(accuracy = 70): Promise<void> {
  const miner = await registerMiner(database);
  for (const offer of (await claim(database, miner, 50)).offers) {
    await submit(database, miner, offer, { result: testResult(offer, accuracy), decide: decideBatch });
  }
}

const conflict = { code: 'conflict' };

describe('the driver’s steps', () => {
  it('are carried out once, share the jobs of equal networks, and survive a change of driver', async () => {
    const { searchId, config, individuals } = await openTestSearch(database, { jobs: 2, quorum: 1 });
    const again = { ...proposal(searchId, 0, individuals), algorithmState: { step: 99 } };
    expect((await proposeIndividuals(database, again)).streams).toEqual([]);
    await expect(closeGeneration(database, outcome(searchId, 1))).rejects.toMatchObject(conflict);
    await trainAll();
    const front = individuals.map((individual) => individual.individualId);
    const algorithmState = { step: 2, nested: [0.1, -1e-7, 'x'] };
    const savings = { duplicates: 4, screened: 2000, infeasible: 1 };
    const predictor = {
      trusted: true,
      rankCorrelation: -0.123_456_789_012_345,
      leaveOneOut: null,
      coverage: 1,
      trainedOn: 2,
    };
    const close = outcome(searchId, 1, { front, savings, predictor, algorithmState });
    const closings = await Promise.all([closeGeneration(database, close), closeGeneration(database, close)]);
    expect(closings.flatMap(({ streams }) => streams)).toEqual([searchStream(searchId)]);
    expect(await loadSearchForDriver(database, searchId)).toMatchObject({
      state: 'running',
      generations: [],
      step: 2,
      algorithmState,
    });
    // One network anew, one that the search has trained, one twice.
    const [known] = individuals;
    if (known === undefined) throw new Error('an individual expected');
    const fresh = { ...testIndividual(2, config, searchId), generation: 1 };
    const prediction = { mean: 31.25, deviation: 0.1 };
    const child = { generation: 1, parents: front, inheritance: 'aab*b', prediction };
    const next = [
      fresh,
      { ...known, ...child, individualId: randomUUID(), ordinal: 3 },
      { ...fresh, individualId: randomUUID(), ordinal: 4 },
    ];
    await proposeIndividuals(database, proposal(searchId, 2, next));
    expect((await loadSearchForDriver(database, searchId))?.generations).toEqual([
      {
        index: 1,
        individuals: [
          { ordinal: 2, job: { state: 'open', accuracy: null } },
          { ordinal: 3, job: { state: 'agreed', accuracy: 70 } },
          { ordinal: 4, job: { state: 'open', accuracy: null } },
        ],
      },
    ]);
    const view = await expectReplayed(database, searchId);
    expect(view.jobs).toHaveLength(3);
    expect(view.generations).toMatchObject([
      { savings, predictor, front },
      { size: 8, savings: null },
    ]);
    expect(view.individuals[3]).toMatchObject({ ...child, rung: 0 });
    await trainAll();
    await closeGeneration(database, outcome(searchId, 3, { index: 1 }));
    await setSearchState(database, { searchId, state: 'completed', reason: null });
    expect(await expectReplayed(database, searchId)).toMatchObject({ state: 'completed' });
    expect(await listRunningSearches(database)).not.toContain(searchId);
    await expect(proposeIndividuals(database, proposal(searchId, 4, []))).rejects.toMatchObject(conflict);
  });

  it('keep several generations open, add to each, and close them in order', async () => {
    const { searchId, config } = await openTestSearch(database, { jobs: 1, quorum: 1 });
    const add = (ordinal: number, generation: number) => ({
      ...testIndividual(ordinal, config, searchId),
      generation,
    });
    await proposeIndividuals(database, proposal(searchId, 1, [add(1, 0), add(2, 1), add(3, 2)]));
    expect((await eventTypes(database, searchId)).slice(-8)).toEqual([
      ...['generation.opened', 'generation.opened'],
      ...['job.opened', 'job.opened', 'job.opened'],
      ...['individual.proposed', 'individual.proposed', 'individual.proposed'],
    ]);
    const opened = await loadSearchForDriver(database, searchId);
    expect(opened?.generations.map(({ index, individuals }) => [index, individuals.length])).toEqual([
      [0, 2],
      [1, 1],
      [2, 1],
    ]);
    await trainAll();
    await expect(closeGeneration(database, outcome(searchId, 2, { index: 1 }))).rejects.toMatchObject(
      conflict,
    );
    await expect(closeGeneration(database, outcome(searchId, 2, { index: 7 }))).rejects.toMatchObject({
      code: 'not-found',
    });
    await closeGeneration(database, outcome(searchId, 2));
    await expect(proposeIndividuals(database, proposal(searchId, 3, [add(4, 0)]))).rejects.toMatchObject(
      conflict,
    );
    await proposeIndividuals(database, proposal(searchId, 3, [add(4, 1)]));
    await expect(closeGeneration(database, outcome(searchId, 4, { index: 1 }))).rejects.toMatchObject(
      conflict,
    );
    await trainAll();
    await closeGeneration(database, outcome(searchId, 4, { index: 1 }));
    const view = await expectReplayed(database, searchId);
    expect(view.generations.map(({ state }) => state)).toEqual(['closed', 'closed', 'open']);
  });

  it('of a driver that was replaced change nothing: what it worked out no longer follows', async () => {
    const { searchId, config } = await openTestSearch(database, { jobs: 1, quorum: 1 });
    const add = (ordinal: number) => testIndividual(ordinal, config, searchId);
    const rivals = [[add(1)], [add(1), add(2)], [add(1), add(2), add(3)]].map((individuals) =>
      proposeIndividuals(database, proposal(searchId, 1, individuals)),
    );
    const done = await Promise.all(rivals);
    const winner = done.findIndex(({ streams }) => streams.length > 0);
    expect(done.filter(({ streams }) => streams.length > 0)).toHaveLength(1);
    const view = await expectReplayed(database, searchId);
    expect(view.individuals).toHaveLength(winner + 2);
    expect(view.jobs).toHaveLength(winner + 2);
  });
});

describe('countLiveSlots', () => {
  it('adds up the workers of live miners that were heard of lately', async () => {
    await emptyTables(database);
    expect(await countLiveSlots(database)).toBe(0);
    const miner = await registerMiner(database);
    await registerMiner(database, miner.hotkey, 'host-2');
    const lost = await registerMiner(database);
    await database.pool.query('UPDATE miners SET live = false WHERE hotkey = $1', [lost.hotkey]);
    expect(await countLiveSlots(database)).toBe(8);
    await database.pool.query(
      "UPDATE workers SET last_seen_at = now() - interval '1 hour' WHERE name = 'host-2'",
    );
    expect(await countLiveSlots(database)).toBe(4);
  });
});
