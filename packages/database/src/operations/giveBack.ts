import type { GiveBackRequest } from '@naschain/protocol';
import type { Database } from '../database.ts';
import { PendingEvents } from '../journal/pendingEvents.ts';
import { withTransaction } from '../transaction.ts';
import { releaseAssignments } from './releaseAssignments.ts';

/** A miner returns assignments it will not finish; those that are not leased to it any more are passed over. */
export function giveBack(
  database: Database,
  request: { readonly hotkey: string } & Pick<GiveBackRequest, 'assignmentIds' | 'reason'>,
): Promise<{ returned: number; streams: string[] }> {
  const { hotkey, assignmentIds, reason } = request;
  return withTransaction(database, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'SELECT id FROM assignments WHERE id = ANY ($1::uuid[]) AND hotkey = $2',
      [assignmentIds, hotkey],
    );
    const events = new PendingEvents();
    const own = rows.map((row) => row.id);
    const returned = await releaseAssignments(client, events, own, {
      event: 'giveBack',
      state: 'returned',
      reason,
      onlyOverdue: false,
      journalEntry: (assignmentId) => ({ type: 'assignment.returned', payload: { assignmentId, reason } }),
    });
    return { returned, streams: await events.append(client) };
  });
}
