import type { SearchState } from '@naschain/protocol';
import type pg from 'pg';
import { DatabaseError } from '../databaseError.ts';

export interface LockedSearch {
  readonly searchId: string;
  readonly state: SearchState;
  /** Changes of the algorithm's state so far. */
  readonly step: number;
  readonly waiting: unknown;
  readonly visibility: 'public' | 'private';
}

/** Locks a search against every other change of it until the commit. @throws DatabaseError `not-found` */
export async function lockSearch(client: pg.PoolClient, searchId: string): Promise<LockedSearch> {
  const { rows } = await client.query<LockedSearch>(
    `SELECT id AS "searchId", state, algorithm_step AS step, waiting, visibility FROM searches WHERE id = $1 FOR NO KEY UPDATE`,
    [searchId],
  );
  const row = rows[0];
  if (row === undefined) throw new DatabaseError('not-found', `there is no search ${searchId}`);
  return row;
}

/** @throws DatabaseError `conflict` */
export function assertRunning(search: LockedSearch): void {
  if (search.state === 'running') return;
  throw new DatabaseError('conflict', `search ${search.searchId} is ${search.state}: it takes no more work`);
}
