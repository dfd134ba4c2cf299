import { randomUUID } from 'node:crypto';
import { type Batch, type BatchDecision, decideBatch, decideDivergence } from '@naschain/consensus';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database.ts';
import { claim, claimOne, eventTypes, registerMiner, submit, testResult } from '../testing/fixtures.ts';
import { expireAll, jobRow, seatAt, seatedJob, statesOf } from '../testing/seats.ts';
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

describe('submitResult', () => {
  it('closes a job by the consensus of its batch, with one event per change', async () => {
    const { searchId, seats } = await seatedJob(database, 3);
    const outcomes = [];
    for (const { miner, offer } of seats)
      outcomes.push(await submit(database, miner, offer, { decide: decideBatch }));
    expect(outcomes.map((outcome) => [outcome.receipt.kind, outcome.jobClosed])).toEqual([
      ['accepted', false],
      ['accepted', false],
      ['accepted', true],
    ]);
    const { offer } = seatAt(seats, 0);
    expect(await jobRow(database, offer.jobId)).toMatchObject({
      state: 'agreed',
      accuracy: 60,
      seats_taken: 3,
    });
    expect(await statesOf(database, offer.jobId)).toEqual(['agreed', 'agreed', 'agreed']);
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
    const { searchId, seats } = await seatedJob(database, 2);
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
    const { seats } = await seatedJob(database, 2);
    const [a, b] = [seatAt(seats, 0), seatAt(seats, 1)];
    await expect(submit(database, a.miner, b.offer)).rejects.toMatchObject({ code: 'not-found' });
    const nowhere = { ...a.offer, assignmentId: randomUUID() };
    await expect(submit(database, a.miner, nowhere)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('frees the seat of a refused result and keeps its sender out of the batch', async () => {
    const { searchId, seats } = await seatedJob(database, 1);
    const { miner, offer } = seatAt(seats, 0);
    await submit(database, miner, offer, { rejection: 'flopsMismatch' });
    expect(await jobRow(database, offer.jobId)).toMatchObject({ seats_taken: 0, state: 'open' });
    expect((await claim(database, miner)).offers).toEqual([]);
    const other = await registerMiner(database);
    expect((await claim(database, other)).offers.map((item) => item.jobId)).toEqual([offer.jobId]);
    expect((await eventTypes(database, searchId)).slice(-2)).toEqual([
      'assignment.rejected',
      'assignment.leased',
    ]);
  });

  it('keeps payloads and signatures that jsonb or text could not hold', async () => {
    const { seats } = await seatedJob(database, 1);
    const { miner, offer } = seatAt(seats, 0);
    const result = { ...testResult(offer), device: 'a\u0000b \ud800' };
    const { receipt } = await submit(database, miner, offer, { result, rejection: 'malformed' });
    expect(receipt).toEqual({ kind: 'rejected', reason: 'malformed' });
  });

  it('lets an expired replica finish first: in its free seat, else instead of the slowest', async () => {
    const { searchId, seats } = await seatedJob(database, 2);
    const [a, b] = [seatAt(seats, 0), seatAt(seats, 1)];
    await expireAll(database);
    expect((await submit(database, a.miner, a.offer)).receipt).toEqual({ kind: 'accepted' });
    const late = await registerMiner(database);
    const third = await claimOne(database, late);
    expect((await submit(database, b.miner, b.offer)).receipt).toEqual({ kind: 'accepted' });
    expect(await statesOf(database, third.jobId)).toEqual(['submitted', 'submitted', 'revoked']);
    expect(await jobRow(database, third.jobId)).toMatchObject({ seats_taken: 2, seats_wanted: 2 });
    // Revoked, the third may still win a seat, but none is left.
    expect((await submit(database, late, third)).receipt).toEqual({ kind: 'late' });
    expect((await eventTypes(database, searchId)).slice(-2)).toEqual([
      'assignment.revoked',
      'assignment.submitted',
    ]);
  });

  it('lets the older of a hotkey’s two replicas take the place of the younger', async () => {
    const { seats } = await seatedJob(database, 1);
    const { miner, offer } = seatAt(seats, 0);
    await expireAll(database);
    const second = await claimOne(database, miner);
    expect((await submit(database, miner, offer)).receipt).toEqual({ kind: 'accepted' });
    expect(await statesOf(database, offer.jobId)).toEqual(['submitted', 'revoked']);
    expect((await submit(database, miner, second)).receipt).toEqual({ kind: 'late' });
  });

  it('stores nothing that comes late: after the job closed, after the search ended, after giving back', async () => {
    const { searchId, seats } = await seatedJob(database, 3);
    const [a, b, c] = [seatAt(seats, 0), seatAt(seats, 1), seatAt(seats, 2)];
    await giveBack(
      database,
      {
        hotkey: c.miner.hotkey,
        assignmentIds: [c.offer.assignmentId],
        reason: 'shutdown',
      },
      decideDivergence,
    );
    expect((await submit(database, c.miner, c.offer)).receipt).toEqual({ kind: 'late' });
    const alone = (batch: Batch): BatchDecision => ({
      kind: 'failed',
      rejected: batch.results.map(({ assignmentId }) => ({ assignmentId, reason: 'digestMismatch' })),
    });
    await submit(database, a.miner, a.offer, { decide: alone });
    expect(await statesOf(database, a.offer.jobId)).toEqual(['rejected', 'revoked', 'returned']);
    expect((await submit(database, b.miner, b.offer)).receipt).toEqual({ kind: 'late' });
    const other = await seatedJob(database, 1);
    const last = seatAt(other.seats, 0);
    await setSearchState(database, { searchId: other.searchId, state: 'cancelled', reason: null });
    expect((await submit(database, last.miner, last.offer)).receipt).toEqual({ kind: 'late' });
    const { rows } = await database.pool.query('SELECT assignment_id FROM results');
    expect(rows).toEqual([{ assignment_id: a.offer.assignmentId }]);
    expect((await eventTypes(database, searchId)).at(-1)).toBe('assignment.revoked');
  });
});
