import { decideBatch, decideDivergence } from '@naschain/consensus';
import { applySearchEvents, searchStream } from '@naschain/protocol';
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
import { expireAll, jobRow, newSeat, type Seat, seatAt, seatedJob, statesOf } from '../testing/seats.ts';
import { emptyTables, startTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { searchView } from '../views/searchView.ts';
import { closedBatches } from './closedBatches.ts';
import { disputedJobs } from './disputedJobs.ts';
import { giveBack } from './giveBack.ts';
import { readEvents } from './readEvents.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await startTestDatabase();
  database = test.database;
});
afterAll(() => test.stop());
beforeEach(() => emptyTables(database));

function diverge({ miner, offer }: Seat) {
  const request = { hotkey: miner.hotkey, assignmentIds: [offer.assignmentId], reason: 'diverged' as const };
  return giveBack(database, request, decideDivergence);
}

async function expectReplayed(searchId: string): Promise<void> {
  const events = await readEvents(database, { stream: searchStream(searchId), afterSeq: 0, limit: 1000 });
  expect(applySearchEvents(null, events)).toEqual(await searchView(database, searchId));
}

describe('a job given back as diverged', () => {
  it('closes as failed, without results, when a quorum of hotkeys says so', async () => {
    const { searchId, seats } = await seatedJob(database, 3);
    const { jobId } = seatAt(seats, 0).offer;
    expect(await diverge(seatAt(seats, 0))).toMatchObject({ returned: 1, jobsClosedIn: [] });
    expect(await diverge(seatAt(seats, 1))).toMatchObject({ returned: 1, jobsClosedIn: [] });
    expect(await jobRow(database, jobId)).toMatchObject({ state: 'open', seats_taken: 1 });
    expect(await diverge(seatAt(seats, 2))).toEqual({
      returned: 1,
      jobsClosedIn: [searchId],
      streams: [searchStream(searchId)],
    });
    expect(await jobRow(database, jobId)).toMatchObject({ state: 'failed', seats_taken: 0, accuracy: null });
    expect(await statesOf(database, jobId)).toEqual(['returned', 'returned', 'returned']);
    expect((await eventTypes(database, searchId)).slice(-2)).toEqual(['assignment.returned', 'job.closed']);
    await expectReplayed(searchId);
    const [batch] = await closedBatches(database, { afterCursor: 0, limit: 10 });
    expect(batch).toMatchObject({ jobId, outcome: 'failed', results: [] });
    const { rows } = await database.pool.query('SELECT agreed, rejected FROM miners');
    expect(rows).toEqual(Array(3).fill({ agreed: 0, rejected: 0 }));
  });

  it('counts reports that arrive at once, and a report that is sent again once', async () => {
    const { searchId, seats } = await seatedJob(database, 3);
    const outcomes = await Promise.all([...seats, ...seats].map(diverge));
    expect(outcomes.map((outcome) => outcome.returned).sort()).toEqual([0, 0, 0, 1, 1, 1]);
    expect(outcomes.flatMap((outcome) => outcome.jobsClosedIn)).toEqual([searchId]);
    const types = await eventTypes(database, searchId);
    expect(types.filter((type) => type === 'job.closed')).toHaveLength(1);
  });

  it('stops those that are still at work on it, whose results then come late', async () => {
    const { searchId, seats } = await seatedJob(database, 2);
    const slow = seatAt(seats, 1);
    await diverge(seatAt(seats, 0));
    await newSeat(database).then(diverge);
    const { jobId } = slow.offer;
    expect(await statesOf(database, jobId)).toEqual(['returned', 'revoked', 'returned']);
    expect((await submit(database, slow.miner, slow.offer)).receipt).toEqual({ kind: 'late' });
    await expectReplayed(searchId);
  });

  it('is agreed all the same when one liar cried divergence and three honest miners did not', async () => {
    const { searchId, seats } = await seatedJob(database, 3);
    const liar = seatAt(seats, 0);
    await diverge(liar);
    const honest = [seatAt(seats, 1), seatAt(seats, 2), await newSeat(database)];
    for (const { miner, offer } of honest) await submit(database, miner, offer, { decide: decideBatch });
    const { jobId } = liar.offer;
    expect(await jobRow(database, jobId)).toMatchObject({ state: 'agreed', accuracy: 60 });
    expect(await statesOf(database, jobId)).toEqual(['returned', 'agreed', 'agreed', 'agreed']);
    await expectReplayed(searchId);
  });

  it('stays open while a result speaks against the divergence', async () => {
    const { seats } = await seatedJob(database, 2);
    const [honest, liar] = [seatAt(seats, 0), seatAt(seats, 1)];
    await submit(database, honest.miner, honest.offer, { decide: decideBatch });
    await diverge(liar);
    await newSeat(database).then(diverge);
    expect(await jobRow(database, honest.offer.jobId)).toMatchObject({ state: 'open', seats_taken: 1 });
    const last = await newSeat(database);
    const outcome = await submit(database, last.miner, last.offer, { decide: decideBatch });
    expect(outcome.jobClosed).toBe(true);
    expect(await jobRow(database, honest.offer.jobId)).toMatchObject({ state: 'agreed' });
  });

  it('closes with others that the same request gives back, each on its own reports', async () => {
    const { searchId } = await openTestSearch(database, { jobs: 3, quorum: 2 });
    const [a, b] = [await registerMiner(database), await registerMiner(database)];
    const give = async (miner: TestMiner, count: number) => {
      const offers = (await claim(database, miner, count)).offers;
      const assignmentIds = offers.map((offer) => offer.assignmentId);
      return giveBack(
        database,
        { hotkey: miner.hotkey, assignmentIds, reason: 'diverged' },
        decideDivergence,
      );
    };
    expect(await give(a, 2)).toMatchObject({ returned: 2, jobsClosedIn: [] });
    expect(await give(b, 3)).toMatchObject({ returned: 3, jobsClosedIn: [searchId] });
    const { rows } = await database.pool.query('SELECT state FROM jobs ORDER BY ordinal');
    expect(rows.map((row) => row.state)).toEqual(['failed', 'failed', 'open']);
    await expectReplayed(searchId);
  });
});

describe('a hotkey that gave a job back', () => {
  it('as diverged is not offered it again, nor taken at another word; for another reason it is', async () => {
    await openTestSearch(database, { jobs: 1, quorum: 2 });
    const [miner, other] = [await registerMiner(database), await registerMiner(database)];
    const offer = await claimOne(database, miner);
    await expireAll(database);
    const again = await claimOne(database, miner);
    await diverge({ miner, offer: again });
    expect((await claim(database, miner, 4)).offers).toEqual([]);
    const second = await registerMiner(database, miner.hotkey, 'host-2');
    expect((await claim(database, second, 4)).offers).toEqual([]);
    expect((await submit(database, miner, offer)).receipt).toEqual({ kind: 'late' });
    const { assignmentId } = await claimOne(database, other);
    const request = {
      hotkey: other.hotkey,
      assignmentIds: [assignmentId],
      reason: 'trainingFailed' as const,
    };
    expect(await giveBack(database, request, decideDivergence)).toMatchObject({ jobsClosedIn: [] });
    expect((await claim(database, other, 4)).offers).toHaveLength(1);
  });

  it('is another matter than one given back for want of memory, which another worker may have', async () => {
    await openTestSearch(database, { jobs: 1, quorum: 1 });
    const small = await registerMiner(database);
    const { assignmentId } = await claimOne(database, small);
    const request = { hotkey: small.hotkey, assignmentIds: [assignmentId], reason: 'outOfMemory' as const };
    expect(await giveBack(database, request, decideDivergence)).toMatchObject({
      returned: 1,
      jobsClosedIn: [],
    });
    expect((await claim(database, small, 4)).offers).toEqual([]);
    const large = await registerMiner(database, small.hotkey, 'host-2');
    expect((await claim(database, large, 4)).offers).toHaveLength(1);
  });

  it('leaves a dispute that only others can settle, once nobody is at work on it', async () => {
    const { searchId, seats } = await seatedJob(database, 3);
    const [liar, b, c] = [seatAt(seats, 0), seatAt(seats, 1), seatAt(seats, 2)];
    await diverge(liar);
    expect(await disputedJobs(database, searchId)).toEqual([]);
    await submit(database, b.miner, b.offer, { decide: decideBatch });
    await submit(database, c.miner, c.offer, { decide: decideBatch });
    const [dispute] = await disputedJobs(database, searchId);
    expect(dispute).toMatchObject({ jobId: liar.offer.jobId, openSeats: 1 });
    const hotkeys = seats.map((seat) => seat.miner.hotkey).sort();
    expect([...(dispute?.seatedHotkeys ?? [])].sort()).toEqual(hotkeys);
    expect(dispute?.liveHotkeys).toEqual(hotkeys);
  });
});
