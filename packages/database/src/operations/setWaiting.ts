import { searchStream, type Waiting } from '@naschain/protocol';
import type { Database } from '../database.ts';
import { appendEvents } from '../journal/appendEvents.ts';
import { query, withTransaction } from '../transaction.ts';

const CHANGED = "id = $1 AND state = 'running' AND waiting IS DISTINCT FROM $2::jsonb";

/** Says why a running search hands out no work, or that it does; nothing is written unless that changed. */
export async function setWaiting(
  database: Database,
  change: { readonly searchId: string; readonly waiting: Waiting | null },
): Promise<{ streams: string[] }> {
  const stream = searchStream(change.searchId);
  const values = [change.searchId, change.waiting === null ? null : JSON.stringify(change.waiting)];
  const stale = await query(database, `SELECT FROM searches WHERE ${CHANGED}`, values);
  if (stale.length === 0) return { streams: [] };
  return withTransaction(database, async (client) => {
    const { rowCount } = await client.query(`UPDATE searches SET waiting = $2 WHERE ${CHANGED}`, values);
    if (rowCount === 0) return { streams: [] };
    await appendEvents(client, stream, [
      { type: 'search.waitingChanged', payload: { waiting: change.waiting } },
    ]);
    return { streams: [stream] };
  });
}
