import { type Continued, continuedSchema, type JobSpec, jobSpecSchema } from '@naschain/protocol';
import type { Database } from '../database.ts';
import { DatabaseError } from '../databaseError.ts';
import { CONTINUED } from '../submission/continued.ts';
import { query } from '../transaction.ts';

export interface AssignedJob {
  readonly jobId: string;
  readonly searchId: string;
  readonly spec: JobSpec;
  readonly specHash: string;
  /** The shorter training that this one continues, or null. */
  readonly continues: Continued | null;
}

/** The job of an assignment of this hotkey, whatever their states. @throws DatabaseError `not-found` */
export async function assignmentJob(
  database: Database,
  request: { readonly assignmentId: string; readonly hotkey: string },
): Promise<AssignedJob> {
  const [row] = await query<{
    id: string;
    search_id: string;
    spec: unknown;
    spec_hash: string;
    continues: unknown;
  }>(
    database,
    `SELECT j.id, j.search_id, j.spec, j.spec_hash, ${CONTINUED} AS continues
     FROM assignments a JOIN jobs j ON j.id = a.job_id WHERE a.id = $1 AND a.hotkey = $2`,
    [request.assignmentId, request.hotkey],
  );
  if (row === undefined) {
    throw new DatabaseError('not-found', `this hotkey has no assignment ${request.assignmentId}`);
  }
  return {
    jobId: row.id,
    searchId: row.search_id,
    spec: jobSpecSchema.parse(row.spec),
    specHash: row.spec_hash,
    continues: continuedSchema.nullable().parse(row.continues),
  };
}
