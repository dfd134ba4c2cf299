import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../database.ts';
import { startEmbeddedPostgres } from '../embedded/startEmbeddedPostgres.ts';
import { migrate } from '../migrate/migrate.ts';
import { migrationsDirectory } from '../migrate/migrationsDirectory.ts';

export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  /** Everything the server has logged. */
  serverLog(): Promise<string>;
  stop(): Promise<void>;
}

/** A real Postgres of its own with all migrations, in a temporary folder. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'naschain-database-'));
  const postgres = await startEmbeddedPostgres({ directory, log: () => {} });
  await migrate({ url: postgres.url, directory: migrationsDirectory(), log: () => {} });
  const database = await openDatabase({ url: postgres.url, poolSize: 20 });
  const stop = async () => {
    await database.close();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const serverLog = () => readFile(join(directory, 'server.log'), 'utf8');
  return { database, url: postgres.url, serverLog, stop };
}

/** Removes searches and miners, but not the journal, which nobody can change. */
export async function emptyTables(database: Database): Promise<void> {
  await database.pool.query('DELETE FROM searches; DELETE FROM workers; DELETE FROM miners');
}
