import { type AssignmentEvent, assignmentSourcesOf } from '@naschain/consensus';
import { type NewEvent, searchStream } from '@naschain/protocol';
import type pg from 'pg';
import type { PendingEvents } from '../journal/pendingEvents.ts';

export interface Released {
  readonly assignmentId: string;
  readonly jobId: string;
}

export interface Release {
  readonly event: Extract<AssignmentEvent, 'expire' | 'giveBack'>;
  readonly state: 'expired' | 'returned';
  readonly reason: string | null;
  /** Leave those alone whose lease still runs. */
  readonly onlyOverdue: boolean;
  journalEntry(assignmentId: string): NewEvent;
}

/**
 * Ends leases without a result and frees their seats. The jobs are locked first, in order of id, as everywhere; the
 * states are checked again under the lock.
 * @returns those that were released, by search and job
 */
export async function releaseAssignments(
  client: pg.PoolClient,
  events: PendingEvents,
  assignmentIds: readonly string[],
  release: Release,
): Promise<Released[]> {
  await client.query(
    `SELECT FROM jobs WHERE id IN (SELECT job_id FROM assignments WHERE id = ANY ($1::uuid[]))
     ORDER BY id FOR NO KEY UPDATE`,
    [assignmentIds],
  );
  const { rows } = await client.query<{ id: string; job_id: string; search_id: string }>(
    `WITH released AS (
       UPDATE assignments SET state = $2, reason = $3, ended_at = now()
       WHERE id = ANY ($1::uuid[]) AND state = ANY ($4::assignment_state[]) AND (NOT $5 OR lease_expires_at < now())
       RETURNING id, job_id, ordinal
     ), freed AS (
       UPDATE jobs SET seats_taken = seats_taken - seats.count
       FROM (SELECT job_id, count(*) AS count FROM released GROUP BY job_id) AS seats WHERE jobs.id = seats.job_id
     )
     SELECT released.id, released.job_id, jobs.search_id FROM released JOIN jobs ON jobs.id = released.job_id
     ORDER BY jobs.search_id, jobs.ordinal, released.ordinal`,
    [assignmentIds, release.state, release.reason, assignmentSourcesOf(release.event), release.onlyOverdue],
  );
  for (const row of rows) events.add(searchStream(row.search_id), release.journalEntry(row.id));
  return rows.map((row) => ({ assignmentId: row.id, jobId: row.job_id }));
}
