import { NETWORK_STREAM } from '@naschain/protocol';
import type pg from 'pg';
import type { PendingEvents } from '../journal/pendingEvents.ts';

/**
 * Notes a sign of life of hotkeys; those that were lost have returned. The rows stay locked until the commit, and are
 * locked in order of hotkey.
 * @returns the hotkeys that are registered
 */
export async function touchMiners(
  client: pg.PoolClient,
  events: PendingEvents,
  hotkeys: readonly string[],
): Promise<Set<string>> {
  const { rows } = await client.query<{ hotkey: string; live: boolean }>(
    `WITH locked AS (
       SELECT hotkey, live FROM miners WHERE hotkey = ANY ($1) ORDER BY hotkey FOR NO KEY UPDATE
     ), touched AS (
       UPDATE miners SET last_seen_at = now(), live = true FROM locked WHERE miners.hotkey = locked.hotkey
     )
     SELECT hotkey, live FROM locked`,
    [[...new Set(hotkeys)]],
  );
  for (const { hotkey, live } of rows) {
    if (!live) events.add(NETWORK_STREAM, { type: 'miner.returned', payload: { hotkey } });
  }
  return new Set(rows.map((row) => row.hotkey));
}
