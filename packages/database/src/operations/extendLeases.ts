import type { Database } from '../database.ts';
import { query } from '../transaction.ts';

/**
 * Grace after a restart: miners could not report while nobody listened. Every lease runs at least `seconds` from now, and
 * live miners count as heard of now.
 */
export async function extendLeases(database: Database, seconds: number): Promise<void> {
  await query(
    database,
    `WITH held AS (SELECT id FROM assignments WHERE state = 'leased' ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
     UPDATE assignments SET lease_expires_at = greatest(lease_expires_at, now() + make_interval(secs => $1))
     FROM held WHERE assignments.id = held.id`,
    [seconds],
  );
  await query(
    database,
    `WITH known AS (SELECT hotkey FROM miners WHERE live ORDER BY hotkey FOR NO KEY UPDATE SKIP LOCKED)
     UPDATE miners SET last_seen_at = now() FROM known WHERE miners.hotkey = known.hotkey`,
  );
}
