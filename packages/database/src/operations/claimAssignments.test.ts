import { decideDivergence } from '@naschain/consensus';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database.ts';
import {
  claim,
  eventTypes,
  openTestSearch,
  randomHotkey,
  registerMiner,
  type TestMiner,
} from '../testing/fixtures.ts';
import { emptyTables, startTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { giveBack } from './giveBack.ts';
import { setSearchState } from './setSearchState.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await startTestDatabase();
  database = test.database;
});
afterAll(() => test.stop());
beforeEach(() => emptyTables(database));

function registerMiners(count: number): Promise<TestMiner[]> {
  return Promise.all(Array.from({ length: count }, () => registerMiner(database)));
}

async function rowsOf<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.pool.query<Row>(text, values)).rows;
}

describe('claimAssignments', () => {
  it('fills every seat once under 16 concurrent claimers', async () => {
    const { searchId } = await openTestSearch(database, { jobs: 12, quorum: 3 });
    const miners = await registerMiners(8);
    // Two workers per hotkey, so that a hotkey also races against itself.
    const twins = await Promise.all(miners.map((miner) => registerMiner(database, miner.hotkey, 'host-2')));
    const claimers = [...miners, ...twins];
    const counts = await Promise.all(
      claimers.map(async (miner) => {
        let seats = 0;
        for (let round = 0; round < 12; round++) seats += (await claim(database, miner, 2)).offers.length;
        return seats;
      }),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(36);
    const jobs = await rowsOf<{ seats_taken: number; seats: number; hotkeys: number; ordinals: number[] }>(
      `SELECT j.seats_taken, count(*) AS seats, count(DISTINCT a.hotkey) AS hotkeys,
         array_agg(a.ordinal ORDER BY a.ordinal) AS ordinals
       FROM jobs j JOIN assignments a ON a.job_id = j.id GROUP BY j.id`,
    );
    expect(jobs).toHaveLength(12);
    for (const job of jobs) {
      expect(job).toMatchObject({ seats_taken: 3, seats: 3, hotkeys: 3, ordinals: [0, 1, 2] });
    }
    const leased = (await eventTypes(database, searchId)).filter((type) => type === 'assignment.leased');
    expect(leased).toHaveLength(36);
  });

  it('never gives two seats of one job to one hotkey, whatever its workers try at once', async () => {
    await openTestSearch(database, { jobs: 1, quorum: 1 });
    await database.pool.query('UPDATE jobs SET seats_wanted = 9');
    const hotkey = randomHotkey();
    const workers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => registerMiner(database, hotkey, `host-${index}`)),
    );
    const offers = await Promise.all(workers.map((worker) => claim(database, worker, 4)));
    expect(offers.flatMap((answer) => answer.offers)).toHaveLength(1);
  });

  it('takes jobs already begun first, then the oldest', async () => {
    const { individuals } = await openTestSearch(database, { jobs: 4, quorum: 3 });
    const [a, b, c] = await registerMiners(3);
    if (a === undefined || b === undefined || c === undefined) throw new Error('three miners expected');
    const ids = individuals.map((individual) => individual.job.jobId);
    const last = ids[3] ?? '';
    await database.pool.query("UPDATE jobs SET opened_at = opened_at + interval '1 hour' WHERE id = $1", [
      last,
    ]);
    const first = await claim(database, a, 4);
    expect(first.offers.map((offer) => offer.jobId)).toEqual(ids);
    await giveBack(
      database,
      {
        hotkey: a.hotkey,
        assignmentIds: first.offers.slice(0, 3).map((offer) => offer.assignmentId),
        reason: 'shutdown',
      },
      decideDivergence,
    );
    expect((await claim(database, b, 2)).offers.map((offer) => offer.jobId)).toEqual([last, ids[0]]);
    expect((await claim(database, c, 4)).offers.map((offer) => offer.jobId)).toEqual([
      ids[0],
      last,
      ids[1],
      ids[2],
    ]);
  });

  it('hands out nothing while fewer hotkeys are live than the quorum needs', async () => {
    await openTestSearch(database, { jobs: 1, quorum: 3 });
    const [a] = await registerMiners(2);
    if (a === undefined) throw new Error('a miner expected');
    expect((await claim(database, a)).offers).toEqual([]);
    await registerMiner(database);
    expect((await claim(database, a)).offers).toHaveLength(1);
  });

  it('refuses a worker of another hotkey', async () => {
    const [a, b] = await registerMiners(2);
    if (a === undefined || b === undefined) throw new Error('two miners expected');
    await expect(claim(database, { hotkey: a.hotkey, workerId: b.workerId })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('hands out nothing of a search that ended, even to a claim in flight', async () => {
    const { searchId } = await openTestSearch(database, { jobs: 40, quorum: 1 });
    const miners = await registerMiners(8);
    const claims = miners.map((miner) => claim(database, miner, 3));
    const cancel = setSearchState(database, { searchId, state: 'cancelled', reason: 'enough' });
    await Promise.all([...claims, cancel]);
    const later = await Promise.all(miners.map((miner) => claim(database, miner, 3)));
    expect(later.flatMap((answer) => answer.offers)).toEqual([]);
    expect(await rowsOf("SELECT FROM assignments WHERE state = 'leased'")).toHaveLength(0);
    expect(await rowsOf('SELECT FROM jobs WHERE seats_taken > 0')).toHaveLength(0);
    const types = await eventTypes(database, searchId);
    expect(types.lastIndexOf('assignment.leased')).toBeLessThan(types.indexOf('search.stateChanged'));
  });
});
