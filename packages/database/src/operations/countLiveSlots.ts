import type { Database } from '../database.ts';
import { query } from '../transaction.ts';
import { FRESH_WORKER } from './freshWorker.ts';

/** Replicas that the workers of all live hotkeys can train at once. */
export async function countLiveSlots(database: Database): Promise<number> {
  const [row] = await query<{ slots: number }>(
    database,
    `SELECT coalesce(sum(w.slots), 0)::int AS slots FROM workers w JOIN miners m USING (hotkey)
     WHERE m.live AND ${FRESH_WORKER}`,
  );
  return row?.slots ?? 0;
}
