import type { Database } from '../database.ts';
import { PendingEvents } from '../journal/pendingEvents.ts';
import { query, withTransaction } from '../transaction.ts';
import { releaseAssignments } from './releaseAssignments.ts';

/** Leases ended in one transaction at most; the rest waits for the next call. */
const BATCH = 2000;

/** Frees the seats of leases that ran out, by the database's clock. */
export async function expireLeases(database: Database): Promise<{ expired: number; streams: string[] }> {
  const due = await query<{ id: string }>(
    database,
    `SELECT id FROM assignments WHERE state = 'leased' AND lease_expires_at < now()
     ORDER BY lease_expires_at LIMIT ${BATCH}`,
  );
  if (due.length === 0) return { expired: 0, streams: [] };
  const ids = due.map((row) => row.id);
  return withTransaction(database, async (client) => {
    const events = new PendingEvents();
    const released = await releaseAssignments(client, events, ids, {
      event: 'expire',
      state: 'expired',
      reason: null,
      onlyOverdue: true,
      journalEntry: (assignmentId) => ({ type: 'assignment.expired', payload: { assignmentId } }),
    });
    return { expired: released.length, streams: await events.append(client) };
  });
}
