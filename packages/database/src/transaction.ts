import type pg from 'pg';
import type { Database } from './database.ts';
import { isContention, toDatabaseError } from './databaseError.ts';

const ATTEMPTS = 8;

/**
 * Runs `work` in one READ COMMITTED transaction and commits. A serialisation failure or a deadlock had no effect, so the
 * whole is run again, a few times; anything else is rolled back and thrown. `work` may therefore run more than once.
 * @throws DatabaseError
 */
export async function withTransaction<T>(
  database: Database,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce(database, 'BEGIN', work);
    } catch (error) {
      if (!isContention(error) || attempt === ATTEMPTS) throw toDatabaseError(error);
      // Rivals that met once must not meet again in step.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5 * 2 ** attempt));
    }
  }
}

/** Runs reads that all see the same moment. @throws DatabaseError */
export async function withSnapshot<T>(
  database: Database,
  read: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  try {
    return await runOnce(database, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', read);
  } catch (error) {
    throw toDatabaseError(error);
  }
}

async function runOnce<T>(
  database: Database,
  begin: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await database.pool.connect();
  let broken: Error | boolean = false;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query(begin);
    const value = await work(client);
    await client.query('COMMIT');
    return value;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** One statement outside a transaction. @throws DatabaseError */
export async function query<Row extends pg.QueryResultRow>(
  database: Database,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  try {
    return (await database.pool.query<Row>(text, [...values])).rows;
  } catch (error) {
    throw toDatabaseError(error);
  }
}
