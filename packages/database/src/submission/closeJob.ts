import {
  type BatchDecision,
  jobSourcesOf,
  type RejectedResult,
  transitionAssignment,
  transitionJob,
} from '@naschain/consensus';
import { searchStream } from '@naschain/protocol';
import type pg from 'pg';
import { DatabaseError } from '../databaseError.ts';
import type { PendingEvents } from '../journal/pendingEvents.ts';
import type { BatchRow, LockedJob } from './batchRows.ts';
import { creditMiners } from './creditMiners.ts';
import { publishedReplicas, toReplicaOutcome } from './replicaOutcomes.ts';
import { writeStates } from './writeStates.ts';

export type Closing = Extract<BatchDecision, { kind: 'agreed' | 'failed' }>;

/**
 * Closes a job by a verdict on all its submitted results, and stops those that are still at work.
 * @throws DatabaseError `invalid` when the verdict does not judge each submitted result exactly once
 */
export async function closeJob(
  client: pg.PoolClient,
  events: PendingEvents,
  job: LockedJob,
  rows: readonly BatchRow[],
  closing: Closing,
): Promise<void> {
  const judged = judge(job, rows, closing);
  const stopped = rows.filter((row) => row.state === 'leased');
  await writeStates(client, judged);
  await writeStates(
    client,
    stopped.map((row) => ({ ...row, state: transitionAssignment(row.state, 'revoke') })),
  );
  await creditMiners(client, job, judged);
  await writeClosing(client, job, closing);
  const stream = searchStream(job.searchId);
  const verdicts = new Map(judged.map((row) => [row.assignmentId, row]));
  const final = rows.map((row) => verdicts.get(row.assignmentId) ?? row);
  events.add(stream, {
    type: 'job.closed',
    payload: {
      jobId: job.jobId,
      ...outcomeOf(closing),
      replicas: publishedReplicas(final).map((row) =>
        toReplicaOutcome(row, row.result?.curveDigests.length ?? 0),
      ),
    },
  });
  for (const { assignmentId } of stopped) {
    events.add(stream, { type: 'assignment.revoked', payload: { assignmentId } });
  }
}

/** The submitted results in their final states. */
function judge(job: LockedJob, rows: readonly BatchRow[], closing: Closing): BatchRow[] {
  const agreed = closing.kind === 'agreed' ? closing.agreed : [];
  const verdicts = new Map<string, RejectedResult['reason'] | null>(agreed.map((id) => [id, null]));
  for (const { assignmentId, reason } of closing.rejected) verdicts.set(assignmentId, reason);
  const submitted = rows.filter((row) => row.state === 'submitted');
  const complete = submitted.every((row) => verdicts.has(row.assignmentId));
  const count = agreed.length + closing.rejected.length;
  if (!complete || verdicts.size !== submitted.length || count !== submitted.length) {
    throw new DatabaseError(
      'invalid',
      `the verdict on job ${job.jobId} must judge each submitted result once`,
    );
  }
  return submitted.map((row) => {
    const reason = verdicts.get(row.assignmentId) ?? null;
    return { ...row, reason, state: transitionAssignment(row.state, reason === null ? 'agree' : 'reject') };
  });
}

function outcomeOf(closing: Closing) {
  if (closing.kind === 'failed') {
    return { outcome: 'failed' as const, accuracy: null, digest: null, numericClass: null };
  }
  const { accuracy, digest, numericClass } = closing;
  return { outcome: 'agreed' as const, accuracy, digest, numericClass };
}

async function writeClosing(client: pg.PoolClient, job: LockedJob, closing: Closing): Promise<void> {
  const event = closing.kind === 'agreed' ? 'agree' : 'fail';
  const { accuracy, digest, numericClass } = outcomeOf(closing);
  const { rowCount } = await client.query(
    `WITH next AS (
       -- Locked until the commit, so that cursors become visible in their order: who pages by them misses none.
       UPDATE counters SET value = value + 1 WHERE name = 'closed_cursor' RETURNING value
     )
     UPDATE jobs SET state = $2, accuracy = $3, digest = $4, numeric_class = $5, seats_taken = $6, closed_at = now(),
       closed_cursor = (SELECT value FROM next)
     WHERE id = $1 AND state = ANY ($7::job_state[])`,
    [
      job.jobId,
      transitionJob(job.state, event),
      accuracy,
      digest,
      numericClass,
      closing.kind === 'agreed' ? closing.agreed.length : 0,
      jobSourcesOf(event),
    ],
  );
  if (rowCount !== 1) throw new DatabaseError('corrupt', `job ${job.jobId} changed under its lock`);
}
