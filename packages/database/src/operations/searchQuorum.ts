import type { Database } from '../database.ts';
import { query } from '../transaction.ts';

/** Equal results that the search needs, or null when it is not running. */
export async function searchQuorum(database: Database, searchId: string): Promise<number | null> {
  const rows = await query<{ quorum: number }>(
    database,
    `SELECT (config #>> '{replication,quorum}')::int AS quorum FROM searches WHERE id = $1 AND state = 'running'`,
    [searchId],
  );
  return rows[0]?.quorum ?? null;
}

/** The smallest quorum among running searches, or null when none runs. */
export async function smallestQuorum(database: Database): Promise<number | null> {
  const rows = await query<{ quorum: number | null }>(
    database,
    `SELECT min((config #>> '{replication,quorum}')::int) AS quorum FROM searches WHERE state = 'running'`,
  );
  return rows[0]?.quorum ?? null;
}
