import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { DatabaseError, toDatabaseError } from '../databaseError.ts';

/** The advisory lock that Prisma Migrate takes: the two never run at once. */
const LOCK = 72_707_369;

/** Prisma's own table, to the letter. */
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

interface HistoryRow {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/**
 * Brings a database up to date with the SQL migrations of a folder, each in one transaction, and keeps
 * `_prisma_migrations` as `prisma migrate deploy` would. Safe to run from many processes at once.
 * @returns names of the migrations applied now
 * @throws DatabaseError `migration-unresolved` when an earlier one failed half-way, `migration-failed`, `migrations-missing`
 */
export async function migrate(options: {
  url: string;
  directory: string;
  log: (message: string) => void;
}): Promise<string[]> {
  const migrations = await readMigrationFiles(options.directory);
  const client = new pg.Client({ connectionString: options.url });
  // A connection that dies is reported by the query in flight.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(TABLE);
    return await applyPending(client, migrations, options.log);
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    // Ending the session frees the lock.
    await client.end().catch(() => {});
  }
}

interface MigrationFile {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

async function readMigrationFiles(directory: string): Promise<MigrationFile[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    throw new DatabaseError('migrations-missing', `cannot read ${directory}`, { cause: error });
  });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (names.length === 0) throw new DatabaseError('migrations-missing', `${directory} holds no migrations`);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function applyPending(
  client: pg.Client,
  migrations: readonly MigrationFile[],
  log: (message: string) => void,
): Promise<string[]> {
  const { rows } = await client.query<HistoryRow>(
    `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  const unfinished = rows.filter((row) => row.finished_at === null).map((row) => row.migration_name);
  if (unfinished.length > 0) {
    throw new DatabaseError(
      'migration-unresolved',
      `migration ${unfinished.join(', ')} failed earlier: put right what its "logs" in _prisma_migrations names, ` +
        'then set rolled_back_at of its row to now() and start again',
    );
  }
  const done = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const applied: string[] = [];
  for (const migration of migrations) {
    const checksum = done.get(migration.name);
    if (checksum === undefined) {
      await apply(client, migration);
      applied.push(migration.name);
      log(`applied migration ${migration.name}`);
    } else if (checksum !== migration.checksum) {
      log(`warning: migration ${migration.name} was edited after it was applied`);
    }
  }
  return applied;
}

async function apply(client: pg.Client, migration: MigrationFile): Promise<void> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, now())`,
    [id, migration.checksum, migration.name],
  );
  try {
    // Without parameters the whole file is one simple query, which Postgres runs as one transaction.
    await client.query(migration.sql);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await client
      .query(`UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1`, [id, message])
      .catch(() => {});
    throw new DatabaseError('migration-failed', `migration ${migration.name} failed: ${message}`, {
      cause: error,
    });
  }
  await client.query(
    `UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1`,
    [id],
  );
}
