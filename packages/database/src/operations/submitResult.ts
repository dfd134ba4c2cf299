import { assertNever, type Batch, type BatchDecision, transitionAssignment } from '@naschain/consensus';
import { type RejectionReason, rejectionReasonSchema, searchStream } from '@naschain/protocol';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { DatabaseError } from '../databaseError.ts';
import { PendingEvents } from '../journal/pendingEvents.ts';
import { type BatchRow, type LockedJob, loadBatch, lockJob, toBatch } from '../submission/batchRows.ts';
import { closeJob } from '../submission/closeJob.ts';
import { creditMiners } from '../submission/creditMiners.ts';
import { type SeatDecision, seatFor } from '../submission/seat.ts';
import { claimedBy, type Submission, storeResult } from '../submission/storeResult.ts';
import { writeStates } from '../submission/writeStates.ts';
import { withTransaction } from '../transaction.ts';

export type Receipt =
  /** In the batch; the verdict comes when the job closes. */
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly reason: RejectionReason }
  /** Valid or not, the job no longer needs it: nothing was stored, nobody is charged. */
  | { readonly kind: 'late' };

export interface SubmitOutcome {
  readonly receipt: Receipt;
  readonly searchId: string;
  readonly jobId: string;
  /** The job closed with this submission. */
  readonly jobClosed: boolean;
  readonly streams: string[];
}

/** The consensus rules: a pure function of the batch. */
export type Decide = (batch: Batch) => BatchDecision;

/**
 * Takes in a result, asks `decide` for the verdict on its batch and carries it out, all in one transaction. The same
 * payload again gets the same receipt.
 * @throws DatabaseError `not-found` for an assignment of nobody or of somebody else, `conflict` for a second, different
 *   result, `invalid` when the decision does not fit the batch
 */
export function submitResult(
  database: Database,
  submission: Submission,
  decide: Decide,
): Promise<SubmitOutcome> {
  return withTransaction(database, async (client) => {
    const job = await lockJob(client, await jobIdOf(client, submission));
    const rows = await loadBatch(client, job.jobId);
    const own = rows.find((row) => row.assignmentId === submission.assignmentId);
    if (own === undefined) throw new DatabaseError('corrupt', 'an assignment moved to another job');
    const base = { searchId: job.searchId, jobId: job.jobId, jobClosed: false, streams: [] };
    if (own.result !== null) return { ...base, receipt: repeatedReceipt(submission, own.result) };
    const events = new PendingEvents();
    const entry = await enter(client, events, submission, job, rows, own);
    const jobClosed =
      entry.kind === 'accepted' && (await decideAndApply(client, events, entry.job, entry.rows, decide));
    const receipt: Receipt = entry.kind === 'rejected' ? entry : { kind: entry.kind };
    return { ...base, receipt, jobClosed, streams: await events.append(client) };
  });
}

async function jobIdOf(client: pg.PoolClient, { assignmentId, hotkey }: Submission): Promise<string> {
  const { rows } = await client.query<{ job_id: string }>(
    'SELECT job_id FROM assignments WHERE id = $1 AND hotkey = $2',
    [assignmentId, hotkey],
  );
  const jobId = rows[0]?.job_id;
  if (jobId === undefined)
    throw new DatabaseError('not-found', `this hotkey has no assignment ${assignmentId}`);
  return jobId;
}

function repeatedReceipt(submission: Submission, stored: NonNullable<BatchRow['result']>): Receipt {
  if (stored.payloadHash !== submission.payloadHash) {
    throw new DatabaseError(
      'conflict',
      `assignment ${submission.assignmentId} already has a result, and it is another one: the first one stands`,
    );
  }
  if (stored.rejection === null) return { kind: 'accepted' };
  return { kind: 'rejected', reason: rejectionReasonSchema.parse(stored.rejection) };
}

type Entry =
  | { readonly kind: 'accepted'; readonly job: LockedJob; readonly rows: readonly BatchRow[] }
  | { readonly kind: 'rejected'; readonly reason: RejectionReason }
  | { readonly kind: 'late' };

/** Gives the result its place in the batch, or turns it away. */
async function enter(
  client: pg.PoolClient,
  events: PendingEvents,
  submission: Submission,
  job: LockedJob,
  rows: readonly BatchRow[],
  own: BatchRow,
): Promise<Entry> {
  const seat = seatFor(job, rows, own);
  if (seat.kind === 'late') return { kind: 'late' };
  const stream = searchStream(job.searchId);
  const { assignmentId, rejection } = submission;
  if (rejection !== null) {
    // Without a lease there is no seat to lose: what is both late and wrong is only late.
    if (seat.kind !== 'own') return { kind: 'late' };
    const state = transitionAssignment(own.state, 'reject');
    await storeResult(client, submission);
    await writeStates(client, [{ assignmentId, state, reason: rejection.reason }]);
    await creditMiners(client, job, [{ ...own, state }]);
    await client.query('UPDATE jobs SET seats_taken = seats_taken - 1 WHERE id = $1', [job.jobId]);
    events.add(stream, { type: 'assignment.rejected', payload: { assignmentId, reason: rejection.reason } });
    return { kind: 'rejected', reason: rejection.reason };
  }
  if (seat.kind === 'instead') {
    const revoked = seat.of.assignmentId;
    const state = transitionAssignment(seat.of.state, 'revoke');
    await writeStates(client, [{ assignmentId: revoked, state, reason: null }]);
    events.add(stream, { type: 'assignment.revoked', payload: { assignmentId: revoked } });
  }
  if (seat.kind === 'free') {
    await client.query('UPDATE jobs SET seats_taken = seats_taken + 1 WHERE id = $1', [job.jobId]);
  }
  await storeResult(client, submission);
  await writeStates(client, [
    { assignmentId, state: transitionAssignment(own.state, 'submit'), reason: null },
  ]);
  events.add(stream, { type: 'assignment.submitted', payload: { assignmentId } });
  return { kind: 'accepted', job, rows: rows.map((row) => afterEntry(row, submission, seat)) };
}

/** A row of the batch as it stands once the submission has entered. */
function afterEntry(row: BatchRow, submission: Submission, seat: SeatDecision): BatchRow {
  if (seat.kind === 'instead' && row.assignmentId === seat.of.assignmentId) {
    return { ...row, state: transitionAssignment(row.state, 'revoke'), reason: null };
  }
  if (row.assignmentId !== submission.assignmentId) return row;
  const result = { ...claimedBy(submission.result), payloadHash: submission.payloadHash, rejection: null };
  return { ...row, state: transitionAssignment(row.state, 'submit'), reason: null, result };
}

/** @returns whether the job closed */
async function decideAndApply(
  client: pg.PoolClient,
  events: PendingEvents,
  job: LockedJob,
  rows: readonly BatchRow[],
  decide: Decide,
): Promise<boolean> {
  const decision = decide(toBatch(job, rows));
  switch (decision.kind) {
    case 'wait':
      return false;
    case 'addSeats': {
      const { seats } = decision;
      await client.query('UPDATE jobs SET seats_wanted = seats_wanted + $2 WHERE id = $1', [
        job.jobId,
        seats,
      ]);
      events.add(searchStream(job.searchId), {
        type: 'job.seatsAdded',
        payload: { jobId: job.jobId, seats },
      });
      return false;
    }
    case 'agreed':
    case 'failed':
      await closeJob(client, events, job, rows, decision);
      return true;
    default:
      return assertNever(decision);
  }
}
