import type pg from 'pg';

export interface LockedMiner {
  readonly hotkey: string;
  readonly live: boolean;
}

/**
 * Locks miners until the commit, in order of hotkey. A statement of its own: one that locks and updates together still
 * sees the rows as they were before it waited, goes back to them, and so deadlocks with its like.
 */
export async function lockMiners(client: pg.PoolClient, hotkeys: readonly string[]): Promise<LockedMiner[]> {
  const { rows } = await client.query<LockedMiner>(
    'SELECT hotkey, live FROM miners WHERE hotkey = ANY ($1) ORDER BY hotkey FOR NO KEY UPDATE',
    [hotkeys],
  );
  return rows;
}
