import { NETWORK_STREAM } from '@naschain/protocol';
import type { Database } from '../database.ts';
import { PendingEvents } from '../journal/pendingEvents.ts';
import { withTransaction } from '../transaction.ts';

/** Marks hotkeys lost that nobody heard of for `timeoutSeconds`. */
export function markLostMiners(
  database: Database,
  timeoutSeconds: number,
): Promise<{ lost: string[]; streams: string[] }> {
  return withTransaction(database, async (client) => {
    // Somebody who holds the row has just heard of the miner.
    const { rows } = await client.query<{ hotkey: string }>(
      `WITH silent AS (
         SELECT hotkey FROM miners WHERE live AND last_seen_at < now() - make_interval(secs => $1)
         ORDER BY hotkey FOR NO KEY UPDATE SKIP LOCKED
       ), marked AS (
         UPDATE miners SET live = false FROM silent WHERE miners.hotkey = silent.hotkey RETURNING miners.hotkey
       )
       SELECT hotkey FROM marked ORDER BY hotkey`,
      [timeoutSeconds],
    );
    const events = new PendingEvents();
    for (const { hotkey } of rows) events.add(NETWORK_STREAM, { type: 'miner.lost', payload: { hotkey } });
    return { lost: rows.map((row) => row.hotkey), streams: await events.append(client) };
  });
}
