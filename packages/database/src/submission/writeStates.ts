import type pg from 'pg';
import { DatabaseError } from '../databaseError.ts';
import type { BatchRow } from './batchRows.ts';

/**
 * Writes new states of assignments whose job is locked. A lease ends now; what had ended before keeps its time.
 * @throws DatabaseError `corrupt` when a row changed in spite of the lock
 */
export async function writeStates(
  client: pg.PoolClient,
  rows: readonly Pick<BatchRow, 'assignmentId' | 'state' | 'reason'>[],
): Promise<void> {
  if (rows.length === 0) return;
  const { rowCount } = await client.query(
    `UPDATE assignments SET state = new.state::assignment_state, reason = new.reason,
       ended_at = CASE WHEN assignments.state = 'submitted' THEN ended_at ELSE now() END,
       fraction = CASE WHEN new.state = 'submitted' THEN 1 ELSE fraction END
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS new (id, state, reason)
     WHERE assignments.id = new.id AND assignments.state <> new.state::assignment_state`,
    [rows.map((row) => row.assignmentId), rows.map((row) => row.state), rows.map((row) => row.reason)],
  );
  if (rowCount !== rows.length)
    throw new DatabaseError('corrupt', 'an assignment changed under its job’s lock');
}
