import pg from 'pg';
import type { Database } from '../database.ts';
import { DatabaseError, toDatabaseError } from '../databaseError.ts';

const PING_MS = 5_000;
const PING_LIMIT_MS = 10_000;

export type Leadership<T> = { readonly led: true; readonly value: T } | { readonly led: false };

/**
 * Runs `lead` while this process alone leads the search: a session advisory lock on a connection of its own. When that
 * connection is lost, so may be the lock, and `signal` aborts. What the leader writes is guarded by its own locks; the
 * leadership only keeps two drivers from doing the same work.
 * @returns `led: false` when somebody else leads
 * @throws DatabaseError `unavailable`, and whatever `lead` throws
 */
export async function withSearchLeadership<T>(
  database: Database,
  searchId: string,
  lead: (signal: AbortSignal) => Promise<T>,
): Promise<Leadership<T>> {
  const client = new pg.Client({
    connectionString: database.url,
    keepAlive: true,
    connectionTimeoutMillis: PING_LIMIT_MS,
    query_timeout: PING_LIMIT_MS,
    application_name: 'naschain-leader',
  });
  const lost = new AbortController();
  const lose = (reason: string) =>
    lost.abort(new DatabaseError('unavailable', `leadership of search ${searchId} lost: ${reason}`));
  client.on('error', (error) => lose(error.message));
  client.on('end', () => lose('the connection ended'));
  try {
    if (!(await tryLock(client, searchId))) return { led: false };
    // A connection cut without a word is noticed by asking.
    const ping = setInterval(() => {
      client.query('SELECT 1').catch((error: unknown) => lose(String(error)));
    }, PING_MS);
    try {
      return { led: true, value: await lead(lost.signal) };
    } finally {
      clearInterval(ping);
    }
  } finally {
    await client.end().catch(() => {});
  }
}

async function tryLock(client: pg.Client, searchId: string): Promise<boolean> {
  try {
    await client.connect();
    const { rows } = await client.query<{ locked: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked',
      [`search:${searchId}`],
    );
    return rows[0]?.locked ?? false;
  } catch (error) {
    throw toDatabaseError(error);
  }
}
