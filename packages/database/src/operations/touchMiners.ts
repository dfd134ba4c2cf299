import { NETWORK_STREAM } from '@naschain/protocol';
import type pg from 'pg';
import type { PendingEvents } from '../journal/pendingEvents.ts';
import { lockMiners } from './lockMiners.ts';

/**
 * Notes a sign of life of hotkeys; those that were lost have returned. The rows stay locked until the commit.
 * @returns the hotkeys that are registered
 */
export async function touchMiners(
  client: pg.PoolClient,
  events: PendingEvents,
  hotkeys: readonly string[],
): Promise<Set<string>> {
  const rows = await lockMiners(client, hotkeys);
  await client.query('UPDATE miners SET last_seen_at = now(), live = true WHERE hotkey = ANY ($1)', [
    rows.map((row) => row.hotkey),
  ]);
  for (const { hotkey, live } of rows) {
    if (!live) events.add(NETWORK_STREAM, { type: 'miner.returned', payload: { hotkey } });
  }
  return new Set(rows.map((row) => row.hotkey));
}
