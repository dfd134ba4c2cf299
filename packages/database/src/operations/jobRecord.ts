import {
  jobSpecSchema,
  recordOf,
  recordSchema,
  resultPayloadSchema,
  type TrainingRecord,
} from '@naschain/protocol';
import type { Database } from '../database.ts';
import { DatabaseError } from '../databaseError.ts';
import { query } from '../transaction.ts';

/**
 * The record of a job's agreed result: of those that agreed on the job's digest.
 * @throws DatabaseError `not-found` for a job that is unknown, not public, or not agreed
 */
export async function jobRecord(database: Database, jobId: string): Promise<TrainingRecord> {
  const rows = await query<{ spec: unknown; hotkey: string; payload: unknown; signature: string }>(
    database,
    `SELECT j.spec, a.hotkey, r.payload, r.signature
     FROM jobs j JOIN searches s ON s.id = j.search_id
       JOIN assignments a ON a.job_id = j.id AND a.state = 'agreed'
       JOIN results r ON r.assignment_id = a.id
     WHERE j.id = $1 AND j.state = 'agreed' AND s.visibility = 'public'
       AND (r.digest, r.numeric_class) = (j.digest, j.numeric_class)
     ORDER BY a.ordinal LIMIT 64`,
    [jobId],
  );
  const [first] = rows;
  const record =
    first === undefined
      ? null
      : recordOf(
          jobSpecSchema.parse(first.spec),
          rows.map(({ hotkey, payload, signature }) => ({
            hotkey,
            payload: resultPayloadSchema.parse(payload),
            signature,
          })),
        );
  if (record === null) throw new DatabaseError('not-found', `there is no agreed result of a job ${jobId}`);
  return recordSchema.parse(record);
}
