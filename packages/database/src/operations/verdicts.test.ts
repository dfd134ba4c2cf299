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
  testResult,
} from '../testing/fixtures.ts';
import { jobRow, manySeats, newSeat, seatAt, seatedJob, statesOf } from '../testing/seats.ts';
import { emptyTables, startTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { closedBatches } from './closedBatches.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await startTestDatabase();
  database = test.database;
});
afterAll(() => test.stop());
beforeEach(() => emptyTables(database));

describe('a verdict', () => {
  it('raises the seats when replicas disagree, and charges the liar when a referee has spoken', async () => {
    const { searchId, seats } = await seatedJob(database, 3);
    const liar = seatAt(seats, 1);
    for (const { miner, offer } of seats) {
      const result = miner === liar.miner ? testResult(offer, 61, 'forged') : testResult(offer);
      await submit(database, miner, offer, { result, decide: decideBatch });
    }
    const { jobId } = liar.offer;
    expect(await jobRow(database, jobId)).toMatchObject({ state: 'open', seats_wanted: 4, seats_taken: 3 });
    const referee = await registerMiner(database);
    const last = await submit(database, referee, await claimOne(database, referee), { decide: decideBatch });
    expect(last.jobClosed).toBe(true);
    expect(await statesOf(database, jobId)).toEqual(['agreed', 'rejected', 'agreed', 'agreed']);
    expect(await eventTypes(database, searchId)).toContain('job.seatsAdded');
    const [batch] = await closedBatches(database, { afterCursor: 0, limit: 10 });
    expect(batch?.results.map((result) => [result.verdict, result.reason])).toEqual([
      ['agreed', null],
      ['rejected', 'digestMismatch'],
      ['agreed', null],
      ['agreed', null],
    ]);
  });

  it('goes by the tolerance where digests cannot be equal, and charges who is beyond it', async () => {
    const { seats } = await seatedJob(database, 3);
    const numericClass = 'tfjs:cuda:NVIDIA-GeForce-RTX-4090:4.22.0';
    const inexact = (offer: AssignmentOffer, accuracy: number) => ({
      ...testResult(offer, accuracy, `run ${accuracy}`),
      numericClass,
    });
    for (const [index, accuracy] of [60, 60.8, 75].entries()) {
      const { miner, offer } = seatAt(seats, index);
      await submit(database, miner, offer, { result: inexact(offer, accuracy), decide: decideBatch });
    }
    const { jobId } = seatAt(seats, 0).offer;
    expect(await jobRow(database, jobId)).toMatchObject({ state: 'open', seats_wanted: 4 });
    const referee = await registerMiner(database);
    const offer = await claimOne(database, referee);
    const last = { result: inexact(offer, 60.4), decide: decideBatch };
    expect((await submit(database, referee, offer, last)).jobClosed).toBe(true);
    expect(await statesOf(database, jobId)).toEqual(['agreed', 'agreed', 'rejected', 'agreed']);
    expect(await jobRow(database, jobId)).toMatchObject({
      state: 'agreed',
      accuracy: 60.4,
      numeric_class: numericClass,
    });
    const [batch] = await closedBatches(database, { afterCursor: 0, limit: 10 });
    expect(batch?.results.map((result) => result.reason)).toEqual([null, null, 'accuracyMismatch', null]);
  });

  it('rolls everything back when the verdict does not judge each result once', async () => {
    const { searchId, seats } = await seatedJob(database, 2);
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
    expect(await statesOf(database, a.offer.jobId)).toEqual(['submitted', 'leased']);
    expect((await submit(database, b.miner, b.offer, { decide: decideBatch })).jobClosed).toBe(true);
  });

  it('closes a job although more refused results came than can be published', async () => {
    const { seats } = await seatedJob(database, 1);
    const { jobId } = seatAt(seats, 0).offer;
    for (let index = 0; index < 70; index++) {
      const spammer = index === 0 ? seatAt(seats, 0) : await newSeat(database);
      await submit(database, spammer.miner, spammer.offer, { rejection: 'malformed' });
    }
    const honest = await newSeat(database);
    expect((await submit(database, honest.miner, honest.offer, { decide: decideBatch })).jobClosed).toBe(
      true,
    );
    const [batch] = await closedBatches(database, { afterCursor: 0, limit: 1 });
    expect(batch).toMatchObject({ jobId, outcome: 'agreed' });
    expect(batch?.results).toHaveLength(64);
    expect(batch?.results.at(-1)).toMatchObject({ hotkey: honest.miner.hotkey, verdict: 'agreed' });
  });

  it('closes many jobs of overlapping sets of miners at once without a deadlock', async () => {
    const seats = await manySeats(database, { jobs: 90, quorum: 3, miners: 12 });
    let runs = 0;
    const decide = (batch: Batch): BatchDecision => {
      runs += 1;
      return decideBatch(batch);
    };
    await Promise.all(seats.map(({ miner, offer }) => submit(database, miner, offer, { decide })));
    const open = await database.pool.query("SELECT FROM jobs WHERE state = 'open'");
    expect(open.rowCount).toBe(0);
    // A deadlock would be retried and succeed, but only after Postgres has waited a second to notice it.
    expect(runs).toBe(seats.length);
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
