import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import { startEmbeddedPostgres } from '../embedded/startEmbeddedPostgres.ts';
import { migrate } from '../migrate/migrate.ts';
import { migrationsDirectory } from '../migrate/migrationsDirectory.ts';

export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a real Postgres in a temporary folder, which goes with it. */
export async function startTestServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'naschain-database-'));
  const postgres = await startEmbeddedPostgres({ directory, log: () => {} });
  const stop = async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { url: postgres.url, stop };
}

/** An empty database with all migrations, on the server of the test run, or on one of its own where there is none. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const shared = inject('postgresUrl');
  const server = shared === undefined ? await startTestServer() : { url: shared, stop: async () => {} };
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server.url, `CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  await migrate({ url: url.href, directory: migrationsDirectory(), log: () => {} });
  const database = await openDatabase({ url: url.href, poolSize: 20 });
  const stop = async () => {
    await database.close();
    await administer(server.url, `DROP DATABASE ${name} WITH (FORCE)`);
    await server.stop();
  };
  return { database, url: url.href, stop };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Removes searches and miners, but not the journal, which nobody can change. */
export async function emptyTables(database: Database): Promise<void> {
  await database.pool.query('DELETE FROM searches; DELETE FROM workers; DELETE FROM miners');
}
