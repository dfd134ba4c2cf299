import type { AssignmentView, JobView } from '@naschain/protocol';
import type pg from 'pg';
import type { BatchRow } from '../submission/batchRows.ts';
import { publishedReplicas, toReplicaOutcome } from '../submission/replicaOutcomes.ts';

interface AssignmentRow {
  jobId: string;
  assignmentId: string;
  hotkey: string;
  state: AssignmentView['state'];
  reason: string | null;
  ordinal: number;
  leasedAt: string;
  endedAt: string | null;
  hasResult: boolean;
  rejection: string | null;
  accuracy: number | null;
  params: number | null;
  flops: number | null;
  digest: string | null;
  seconds: number | null;
  epochs: number | null;
}

/** The jobs of a search with their replicas. Values of a replica are not even read while its job is open. */
export async function loadJobViews(client: pg.PoolClient, searchId: string): Promise<JobView[]> {
  const jobs = await client.query<Omit<JobView, 'assignments'>>(
    `SELECT id AS "jobId", ordinal, genome, params, flops, state, seats_wanted AS seats, accuracy, digest,
       numeric_class AS "numericClass", opened_at AS "openedAt", closed_at AS "closedAt"
     FROM jobs WHERE search_id = $1 ORDER BY ordinal`,
    [searchId],
  );
  const assignments = await client.query<AssignmentRow>(
    `SELECT a.job_id AS "jobId", a.id AS "assignmentId", a.hotkey, a.state, a.reason, a.ordinal,
       a.leased_at AS "leasedAt", a.ended_at AS "endedAt", r.assignment_id IS NOT NULL AS "hasResult", r.rejection,
       r.accuracy, r.params, r.flops, r.digest, r.seconds, cardinality(r.curve_digests) AS epochs
     FROM assignments a JOIN jobs j ON j.id = a.job_id
       LEFT JOIN results r ON r.assignment_id = a.id AND j.state <> 'open'
     WHERE j.search_id = $1 ORDER BY a.job_id, a.ordinal`,
    [searchId],
  );
  const byJob = new Map<string, AssignmentRow[]>();
  for (const row of assignments.rows) {
    const list = byJob.get(row.jobId);
    if (list === undefined) byJob.set(row.jobId, [row]);
    else list.push(row);
  }
  return jobs.rows.map((job) => ({ ...job, assignments: toAssignmentViews(byJob.get(job.jobId) ?? []) }));
}

function toAssignmentViews(rows: readonly AssignmentRow[]): AssignmentView[] {
  const replicas = publishedReplicas(rows.map(toBatchRow));
  const epochs = new Map(rows.map((row) => [row.assignmentId, row.epochs ?? 0]));
  const outcomes = new Map(
    replicas.map((row) => [row.assignmentId, toReplicaOutcome(row, epochs.get(row.assignmentId) ?? 0)]),
  );
  return rows.map(({ assignmentId, hotkey, state, reason, leasedAt, endedAt }) => {
    const outcome = outcomes.get(assignmentId) ?? null;
    return { assignmentId, hotkey, state, leasedAt, endedAt, reason, outcome };
  });
}

function toBatchRow(row: AssignmentRow): BatchRow {
  const { assignmentId, hotkey, state, reason, ordinal, rejection } = row;
  const { accuracy, params, flops, digest, seconds } = row;
  const unread = { numericClass: null, curveHits: [], curveDigests: [] };
  const claimed = { accuracy, params, flops, digest, seconds, ...unread };
  const result = row.hasResult ? { ...claimed, payloadHash: '', rejection } : null;
  return { assignmentId, hotkey, state, reason, ordinal, fraction: 0, result };
}
