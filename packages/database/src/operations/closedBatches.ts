import { batchesResponseSchema, type ClosedBatch } from '@naschain/protocol';
import type { Database } from '../database.ts';
import { CONTINUED } from '../submission/continued.ts';
import { publishedReplicas } from '../submission/replicaOutcomes.ts';
import { withSnapshot } from '../transaction.ts';

interface JobRow {
  jobId: string;
  [column: string]: unknown;
}

interface ResultRow {
  jobId: string;
  ordinal: number;
  rejection: string | null;
  [column: string]: unknown;
}

/**
 * Closed jobs with their signed results, in order of closing. Cursors rise by one and never appear late: after paging
 * past one, nothing before it will turn up.
 */
export function closedBatches(
  database: Database,
  page: { readonly afterCursor: number; readonly limit: number },
): Promise<ClosedBatch[]> {
  return withSnapshot(database, async (client) => {
    const jobs = await client.query<JobRow>(
      `SELECT j.closed_cursor AS cursor, j.id AS "jobId", j.search_id AS "searchId", j.spec,
         j.spec_hash AS "specHash", ${CONTINUED} AS continues,
         s.config -> 'replication' AS replication, j.state AS outcome, j.closed_at AS "closedAt"
       FROM jobs j JOIN searches s ON s.id = j.search_id
       WHERE j.closed_cursor > $1 ORDER BY j.closed_cursor LIMIT $2`,
      [page.afterCursor, page.limit],
    );
    const results = await client.query<ResultRow>(
      `SELECT a.job_id AS "jobId", a.ordinal, r.rejection, a.id AS "assignmentId", a.hotkey, r.payload, r.signature,
         a.state AS verdict, a.reason
       FROM assignments a JOIN results r ON r.assignment_id = a.id WHERE a.job_id = ANY ($1::uuid[])`,
      [jobs.rows.map((row) => row.jobId)],
    );
    const byJob = new Map<string, ResultRow[]>(jobs.rows.map((row) => [row.jobId, []]));
    for (const row of results.rows) byJob.get(row.jobId)?.push(row);
    return batchesResponseSchema.shape.batches.parse(
      jobs.rows.map((job) => ({ ...job, results: toResults(byJob.get(job.jobId) ?? []) })),
    );
  });
}

function toResults(rows: readonly ResultRow[]): unknown[] {
  const replicas = rows.map((row) => ({ row, ordinal: row.ordinal, result: { rejection: row.rejection } }));
  return publishedReplicas(replicas).map(({ row }) => {
    const { jobId: _, ordinal: __, rejection: ___, ...result } = row;
    return result;
  });
}
