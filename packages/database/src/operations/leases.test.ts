import { decideDivergence } from '@naschain/consensus';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database.ts';
import {
  claim,
  claimOne,
  eventTypes,
  openTestSearch,
  registerMiner,
  submit,
  type TestMiner,
} from '../testing/fixtures.ts';
import { emptyTables, startTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { disputedJobs } from './disputedJobs.ts';
import { expireLeases } from './expireLeases.ts';
import { extendLeases } from './extendLeases.ts';
import { giveBack } from './giveBack.ts';
import { markLostMiners } from './markLostMiners.ts';
import { mayReadDataset } from './mayReadDataset.ts';
import { recordHeartbeats } from './recordHeartbeats.ts';
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

/** Makes every lease look as if it had run out. */
function letLeasesRunOut() {
  return database.pool.query("UPDATE assignments SET lease_expires_at = now() - interval '1 second'");
}

describe('leases', () => {
  it('expire by the database clock, free the seat, and may be taken again by the same hotkey', async () => {
    const { searchId } = await openTestSearch(database, { jobs: 1, quorum: 1 });
    const miner = await registerMiner(database);
    await claimOne(database, miner);
    expect((await expireLeases(database)).expired).toBe(0);
    await letLeasesRunOut();
    expect(await expireLeases(database)).toEqual({ expired: 1, streams: [`search:${searchId}`] });
    expect(await rowsOf('SELECT seats_taken FROM jobs')).toEqual([{ seats_taken: 0 }]);
    expect((await claim(database, miner)).offers).toHaveLength(1);
    expect(await eventTypes(database, searchId)).toEqual([
      'search.created',
      'generation.opened',
      'job.opened',
      'individual.proposed',
      'assignment.leased',
      'assignment.expired',
      'assignment.leased',
    ]);
  });

  it('are renewed by heartbeats in bulk, and by a restart', async () => {
    const { searchId } = await openTestSearch(database, { jobs: 2, quorum: 1 });
    const miner = await registerMiner(database);
    const [first, second] = (await claim(database, miner, 2)).offers;
    if (first === undefined || second === undefined) throw new Error('two offers expected');
    await letLeasesRunOut();
    const beat = { ...miner, fraction: 0.5, epoch: 3 };
    const outcome = await recordHeartbeats(database, {
      entries: [
        { ...beat, assignmentId: first.assignmentId },
        { ...beat, assignmentId: null },
      ],
      leaseSeconds: 60,
    });
    expect(outcome).toEqual({
      lost: [],
      held: [
        {
          assignmentId: first.assignmentId,
          jobId: first.jobId,
          hotkey: miner.hotkey,
          searchId,
          fraction: 0.5,
          epoch: 3,
        },
      ],
      streams: [],
    });
    expect((await expireLeases(database)).expired).toBe(1);
    await letLeasesRunOut();
    await extendLeases(database, 30);
    expect((await expireLeases(database)).expired).toBe(0);
  });

  it('do not expire when a heartbeat renews them while the sweep waits for the job', async () => {
    await openTestSearch(database, { jobs: 1, quorum: 1 });
    const miner = await registerMiner(database);
    const { assignmentId, jobId } = await claimOne(database, miner);
    await letLeasesRunOut();
    const holder = await database.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM jobs WHERE id = $1 FOR UPDATE', [jobId]);
    const sweep = expireLeases(database);
    const blocked =
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    await expect.poll(async () => (await database.pool.query(blocked)).rowCount).toBe(1);
    const entries = [{ ...miner, assignmentId, fraction: 0.5, epoch: 1 }];
    expect((await recordHeartbeats(database, { entries, leaseSeconds: 60 })).held).toHaveLength(1);
    await holder.query('COMMIT');
    holder.release();
    expect(await sweep).toEqual({ expired: 0, streams: [] });
  });

  it('of others, unknown or revoked, are reported lost; an expired one of an open job is not', async () => {
    const { searchId } = await openTestSearch(database, { jobs: 3, quorum: 1 });
    const [a, b] = await registerMiners(2);
    if (a === undefined || b === undefined) throw new Error('two miners expected');
    const mine = await claimOne(database, a);
    const other = await claimOne(database, b);
    await letLeasesRunOut();
    await expireLeases(database);
    const unknown = '00000000-0000-4000-8000-000000000000';
    const beats = [mine.assignmentId, other.assignmentId, unknown].map((assignmentId) => ({
      ...a,
      assignmentId,
      fraction: 0,
      epoch: 0,
    }));
    const outcome = await recordHeartbeats(database, { entries: beats, leaseSeconds: 60 });
    expect(outcome.lost.sort()).toEqual([unknown, other.assignmentId].sort());
    await setSearchState(database, { searchId, state: 'cancelled', reason: null });
    const after = await recordHeartbeats(database, { entries: beats, leaseSeconds: 60 });
    expect(after.lost).toContain(mine.assignmentId);
  });

  it('open a private dataset to the hotkey that holds one, and to nobody else', async () => {
    await openTestSearch(database, { jobs: 1, quorum: 1 });
    const [a, b] = await registerMiners(2);
    if (a === undefined || b === undefined) throw new Error('two miners expected');
    const offer = await claimOne(database, a);
    const sha256 = offer.spec.dataset.sha256;
    expect(await mayReadDataset(database, { sha256, hotkey: a.hotkey })).toBe(true);
    expect(await mayReadDataset(database, { sha256, hotkey: b.hotkey })).toBe(false);
    expect(await mayReadDataset(database, { sha256, hotkey: null })).toBe(false);
    await giveBack(
      database,
      { hotkey: a.hotkey, assignmentIds: [offer.assignmentId], reason: 'shutdown' },
      decideDivergence,
    );
    expect(await mayReadDataset(database, { sha256, hotkey: a.hotkey })).toBe(false);
  });
});

describe('miners', () => {
  it('are lost when silent, return with any sign of life, and say so in the journal', async () => {
    const miner = await registerMiner(database);
    expect((await markLostMiners(database, 60)).lost).toEqual([]);
    await database.pool.query("UPDATE miners SET last_seen_at = now() - interval '2 minutes'");
    expect(await markLostMiners(database, 60)).toEqual({ lost: [miner.hotkey], streams: ['network'] });
    const beat = { ...miner, assignmentId: null, fraction: 0, epoch: 0 };
    expect((await recordHeartbeats(database, { entries: [beat], leaseSeconds: 60 })).streams).toEqual([
      'network',
    ]);
    const events = await rowsOf<{ type: string }>(
      "SELECT type FROM events WHERE stream = 'network' AND payload ->> 'hotkey' = $1 ORDER BY seq",
      [miner.hotkey],
    );
    expect(events.map((event) => event.type)).toEqual(['miner.registered', 'miner.lost', 'miner.returned']);
  });

  it('whose result was rejected leave a dispute that only others can settle', async () => {
    const { searchId } = await openTestSearch(database, { jobs: 1, quorum: 1 });
    const miner = await registerMiner(database);
    expect(await disputedJobs(database, searchId)).toEqual([]);
    const offer = await claimOne(database, miner);
    await submit(database, miner, offer, { rejection: 'curveMismatch' });
    expect((await claim(database, miner)).offers).toEqual([]);
    expect(await disputedJobs(database, searchId)).toEqual([
      { jobId: offer.jobId, openSeats: 1, seatedHotkeys: [miner.hotkey], liveHotkeys: [miner.hotkey] },
    ]);
  });
});
