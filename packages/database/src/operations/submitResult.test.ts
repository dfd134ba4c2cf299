import { randomUUID } from 'node:crypto';
import { type Batch, type BatchDecision, decideBatch } from '@naschain/consensus';
import type { AssignmentOffer } from '@naschain/protocol';
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
  testResult,
} from '../testing/fixtures.ts';
import { emptyTables, startTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { closedBatches } from './closedBatches.ts';
import { expireLeases } from './expireLeases.ts';
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

interface Seat {
  readonly miner: TestMiner;
  readonly offer: AssignmentOffer;
}

/** One job, and `count` miners that hold one of its seats each. */
async function seatedJob(count: number, quorum = count): Promise<{ searchId: string; seats: Seat[] }> {
  const { searchId } = await openTestSearch(database, { jobs: 1, quorum });
  const miners: TestMiner[] = [];
  for (let index = 0; index < count; index++) miners.push(await registerMiner(database));
  const seats: Seat[] = [];
  for (const miner of miners) seats.push({ miner, offer: await claimOne(database, miner) });
  return { searchId, seats };
}

function seatAt(seats: readonly Seat[], index: number): Seat {
  const seat = seats[index];
  if (seat === undefined) throw new Error(`there is no seat ${index}`);
  return seat;
}

async function expireAll(): Promise<void> {
  await database.pool.query("UPDATE assignments SET lease_expires_at = now() - interval '1 second'");
  await expireLeases(database);
}

async function statesOf(jobId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ state: string }>(
    'SELECT state FROM assignments WHERE job_id = $1 ORDER BY ordinal',
    [jobId],
  );
  return rows.map((row) => row.state);
}

async function jobRow(jobId: string) {
  const { rows } = await database.pool.query('SELECT * FROM jobs WHERE id = $1', [jobId]);
  return rows[0];
}

describe('submitResult', () => {
  it('closes a job by the consensus of its batch, with one event per change', async () => {
    const { searchId, seats } = await seatedJob(3);
    const outcomes = [];
    for (const { miner, offer } of seats)
      outcomes.push(await submit(database, miner, offer, { decide: decideBatch }));
    expect(outcomes.map((outcome) => [outcome.receipt.kind, outcome.jobClosed])).toEqual([
      ['accepted', false],
      ['accepted', false],
      ['accepted', true],
    ]);
    const { offer } = seatAt(seats, 0);
    expect(await jobRow(offer.jobId)).toMatchObject({ state: 'agreed', accuracy: 60, seats_taken: 3 });
    expect(await statesOf(offer.jobId)).toEqual(['agreed', 'agreed', 'agreed']);
    expect((await eventTypes(database, searchId)).slice(-4)).toEqual([
      'assignment.submitted',
      'assignment.submitted',
      'assignment.submitted',
      'job.closed',
    ]);
    const { rows } = await database.pool.query('SELECT agreed, rejected, flops_per_second FROM miners');
    // 3 x FLOPs x images x epochs / seconds
    const speed = (3 * 50_000 * 100 * 2) / 10;
    expect(rows).toEqual(Array(3).fill({ agreed: 1, rejected: 0, flops_per_second: speed }));
  });

  it('gives the same receipt to the same payload, also at once, and refuses another', async () => {
    const { searchId, seats } = await seatedJob(2);
    const { miner, offer } = seatAt(seats, 0);
    const receipts = await Promise.all(Array.from({ length: 6 }, () => submit(database, miner, offer)));
    expect(receipts.map((outcome) => outcome.receipt)).toEqual(Array(6).fill({ kind: 'accepted' }));
    expect(
      (await eventTypes(database, searchId)).filter((type) => type === 'assignment.submitted'),
    ).toHaveLength(1);
    await expect(submit(database, miner, offer, { result: testResult(offer, 70) })).rejects.toMatchObject({
      code: 'conflict',
    });
    const other = seatAt(seats, 1);
    await submit(database, other.miner, other.offer, { rejection: 'paramsMismatch' });
    const again = await submit(database, other.miner, other.offer, { rejection: 'paramsMismatch' });
    expect(again.receipt).toEqual({ kind: 'rejected', reason: 'paramsMismatch' });
  });

  it('does not know assignments of nobody or of somebody else', async () => {
    const { seats } = await seatedJob(2);
    const [a, b] = [seatAt(seats, 0), seatAt(seats, 1)];
    await expect(submit(database, a.miner, b.offer)).rejects.toMatchObject({ code: 'not-found' });
    const nowhere = { ...a.offer, assignmentId: randomUUID() };
    await expect(submit(database, a.miner, nowhere)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('frees the seat of a refused result and keeps its sender out of the batch', async () => {
    const { searchId, seats } = await seatedJob(1);
    const { miner, offer } = seatAt(seats, 0);
    await submit(database, miner, offer, { rejection: 'flopsMismatch' });
    expect(await jobRow(offer.jobId)).toMatchObject({ seats_taken: 0, state: 'open' });
    expect((await claim(database, miner)).offers).toEqual([]);
    const other = await registerMiner(database);
    expect((await claim(database, other)).offers.map((item) => item.jobId)).toEqual([offer.jobId]);
    expect((await eventTypes(database, searchId)).slice(-2)).toEqual([
      'assignment.rejected',
      'assignment.leased',
    ]);
  });

  it('keeps payloads and signatures that jsonb or text could not hold', async () => {
    const { seats } = await seatedJob(1);
    const { miner, offer } = seatAt(seats, 0);
    const result = { ...testResult(offer), device: 'a\u0000b \ud800' };
    const { receipt } = await submit(database, miner, offer, { result, rejection: 'malformed' });
    expect(receipt).toEqual({ kind: 'rejected', reason: 'malformed' });
  });

  it('lets an expired replica finish first: in its free seat, else instead of the slowest', async () => {
    const { searchId, seats } = await seatedJob(2);
    const [a, b] = [seatAt(seats, 0), seatAt(seats, 1)];
    await expireAll();
    expect((await submit(database, a.miner, a.offer)).receipt).toEqual({ kind: 'accepted' });
    const late = await registerMiner(database);
    const third = await claimOne(database, late);
    expect((await submit(database, b.miner, b.offer)).receipt).toEqual({ kind: 'accepted' });
    expect(await statesOf(third.jobId)).toEqual(['submitted', 'submitted', 'revoked']);
    expect(await jobRow(third.jobId)).toMatchObject({ seats_taken: 2, seats_wanted: 2 });
    // Revoked, the third may still win a seat, but none is left.
    expect((await submit(database, late, third)).receipt).toEqual({ kind: 'late' });
    expect((await eventTypes(database, searchId)).slice(-2)).toEqual([
      'assignment.revoked',
      'assignment.submitted',
    ]);
  });

  it('lets the older of a hotkey’s two replicas take the place of the younger', async () => {
    const { seats } = await seatedJob(1);
    const { miner, offer } = seatAt(seats, 0);
    await expireAll();
    const second = await claimOne(database, miner);
    expect((await submit(database, miner, offer)).receipt).toEqual({ kind: 'accepted' });
    expect(await statesOf(offer.jobId)).toEqual(['submitted', 'revoked']);
    expect((await submit(database, miner, second)).receipt).toEqual({ kind: 'late' });
  });

  it('stores nothing that comes late: after the job closed, after the search ended, after giving back', async () => {
    const { searchId, seats } = await seatedJob(3);
    const [a, b, c] = [seatAt(seats, 0), seatAt(seats, 1), seatAt(seats, 2)];
    await giveBack(database, {
      hotkey: c.miner.hotkey,
      assignmentIds: [c.offer.assignmentId],
      reason: 'shutdown',
    });
    expect((await submit(database, c.miner, c.offer)).receipt).toEqual({ kind: 'late' });
    const alone = (batch: Batch): BatchDecision => ({
      kind: 'failed',
      rejected: batch.results.map(({ assignmentId }) => ({ assignmentId, reason: 'digestMismatch' })),
    });
    await submit(database, a.miner, a.offer, { decide: alone });
    expect(await statesOf(a.offer.jobId)).toEqual(['rejected', 'revoked', 'returned']);
    expect((await submit(database, b.miner, b.offer)).receipt).toEqual({ kind: 'late' });
    const other = await seatedJob(1);
    const last = seatAt(other.seats, 0);
    await setSearchState(database, { searchId: other.searchId, state: 'cancelled', reason: null });
    expect((await submit(database, last.miner, last.offer)).receipt).toEqual({ kind: 'late' });
    const { rows } = await database.pool.query('SELECT assignment_id FROM results');
    expect(rows).toEqual([{ assignment_id: a.offer.assignmentId }]);
    expect((await eventTypes(database, searchId)).at(-1)).toBe('assignment.revoked');
  });

  it('raises the seats when replicas disagree, and charges the liar when a referee has spoken', async () => {
    const { searchId, seats } = await seatedJob(3);
    const liar = seatAt(seats, 1);
    for (const { miner, offer } of seats) {
      const result = miner === liar.miner ? testResult(offer, 61, 'forged') : testResult(offer);
      await submit(database, miner, offer, { result, decide: decideBatch });
    }
    const { jobId } = liar.offer;
    expect(await jobRow(jobId)).toMatchObject({ state: 'open', seats_wanted: 4, seats_taken: 3 });
    const referee = await registerMiner(database);
    const last = await submit(database, referee, await claimOne(database, referee), { decide: decideBatch });
    expect(last.jobClosed).toBe(true);
    expect(await statesOf(jobId)).toEqual(['agreed', 'rejected', 'agreed', 'agreed']);
    expect(await eventTypes(database, searchId)).toContain('job.seatsAdded');
    const [batch] = await closedBatches(database, { afterCursor: 0, limit: 10 });
    expect(batch?.results.map((result) => [result.verdict, result.reason])).toEqual([
      ['agreed', null],
      ['rejected', 'digestMismatch'],
      ['agreed', null],
      ['agreed', null],
    ]);
  });

  it('rolls everything back when the verdict does not judge each result once', async () => {
    const { searchId, seats } = await seatedJob(2);
    const [a, b] = [seatAt(seats, 0), seatAt(seats, 1)];
    await submit(database, a.miner, a.offer);
    const before = await eventTypes(database, searchId);
    const partial = (batch: Batch): BatchDecision => {
      const [first] = batch.results;
      if (first === undefined) throw new Error('a result expected');
      const { accuracy, digest, numericClass, assignmentId } = first;
      return { kind: 'agreed', accuracy, digest, numericClass, agreed: [assignmentId], rejected: [] };
    };
    await expect(submit(database, b.miner, b.offer, { decide: partial })).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(await eventTypes(database, searchId)).toEqual(before);
    expect(await statesOf(a.offer.jobId)).toEqual(['submitted', 'leased']);
    expect((await submit(database, b.miner, b.offer, { decide: decideBatch })).jobClosed).toBe(true);
  });

  it('closes a job although more refused results came than can be published', async () => {
    const { seats } = await seatedJob(1);
    const { jobId } = seatAt(seats, 0).offer;
    for (let index = 0; index < 70; index++) {
      const spammer = index === 0 ? seatAt(seats, 0) : await newSeat();
      await submit(database, spammer.miner, spammer.offer, { rejection: 'malformed' });
    }
    const honest = await newSeat();
    expect((await submit(database, honest.miner, honest.offer, { decide: decideBatch })).jobClosed).toBe(
      true,
    );
    const [batch] = await closedBatches(database, { afterCursor: 0, limit: 1 });
    expect(batch).toMatchObject({ jobId, outcome: 'agreed' });
    expect(batch?.results).toHaveLength(64);
    expect(batch?.results.at(-1)).toMatchObject({ hotkey: honest.miner.hotkey, verdict: 'agreed' });
  });

  it('numbers closed jobs without a gap that a reader could miss', async () => {
    const { rows } = await database.pool.query<{ value: number }>('SELECT value FROM counters');
    const start = rows[0]?.value ?? 0;
    await openTestSearch(database, { jobs: 30, quorum: 1 });
    const miners = await Promise.all(Array.from({ length: 6 }, () => registerMiner(database)));
    const seen: number[] = [];
    let working = true;
    const reader = (async () => {
      while (working || seen.length < 30) {
        const page = await closedBatches(database, { afterCursor: seen.at(-1) ?? start, limit: 7 });
        seen.push(...page.map((batch) => batch.cursor));
      }
    })();
    await Promise.all(
      miners.map(async (miner) => {
        const { offers } = await claim(database, miner, 5);
        await Promise.all(offers.map((offer) => submit(database, miner, offer, { decide: decideBatch })));
      }),
    );
    working = false;
    await reader;
    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => start + 1 + index));
  });
});

async function newSeat(): Promise<Seat> {
  const miner = await registerMiner(database);
  return { miner, offer: await claimOne(database, miner) };
}
