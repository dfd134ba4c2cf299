import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnoseHistory, diffToSchema, withScratchDatabase } from '../../scripts/schemaEngine.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/startEmbeddedPostgres.ts';
import { migrate } from './migrate.ts';
import { migrationsDirectory } from './migrationsDirectory.ts';

const migrations = migrationsDirectory();
const schemaPath = join(migrations, '..', 'schema.prisma');
const log = () => {};
let postgres: EmbeddedPostgres;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'naschain-migrate-'));
  postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres'), log });
});
afterAll(async () => {
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
});

async function rowsOf(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** A copy of the migrations with one more. */
async function withExtra(name: string, sql: string): Promise<string> {
  const copy = join(directory, name);
  await cp(migrations, copy, { recursive: true });
  await mkdir(join(copy, `99990101000000_${name}`));
  await writeFile(join(copy, `99990101000000_${name}`, 'migration.sql'), sql);
  return copy;
}

describe('migrate', () => {
  it('applies everything once, also when many start at once', () =>
    withScratchDatabase(postgres.url, async (url) => {
      const runs = await Promise.all(
        Array.from({ length: 4 }, () => migrate({ url, directory: migrations, log })),
      );
      const names = (await readdir(migrations)).filter((name) => /^\d{14}_/.test(name)).sort();
      expect(runs.flat()).toEqual(names);
      expect(await migrate({ url, directory: migrations, log })).toEqual([]);
      const history = await rowsOf(url, 'SELECT * FROM _prisma_migrations ORDER BY migration_name');
      expect(history.map((row) => row.migration_name)).toEqual(names);
      for (const row of history) {
        const sql = await readFile(join(migrations, String(row.migration_name), 'migration.sql'));
        const checksum = createHash('sha256').update(sql).digest('hex');
        expect(row).toMatchObject({ checksum, applied_steps_count: 1, logs: null, rolled_back_at: null });
        expect(row.finished_at).toBeInstanceOf(Date);
      }
    }));

  it('leaves a history that Prisma’s own engine takes for its own, and no drift', () =>
    withScratchDatabase(postgres.url, async (url) => {
      await migrate({ url, directory: migrations, log });
      expect(await diagnoseHistory(url, schemaPath, migrations)).toMatchObject({
        editedMigrationNames: [],
        failedMigrationNames: [],
        hasMigrationsTable: true,
        history: null,
      });
      expect(await diffToSchema(url, schemaPath)).toBeNull();
      await rowsOf(url, 'ALTER TABLE miners ADD COLUMN stray INT');
      expect(await diffToSchema(url, schemaPath)).toContain('DROP COLUMN "stray"');
    }));

  it('rolls a failing migration back whole and refuses to go on until somebody has looked', () =>
    withScratchDatabase(postgres.url, async (url) => {
      const broken = await withExtra('broken', 'CREATE TABLE half (id INT); SELECT no_such_function();');
      await expect(migrate({ url, directory: broken, log })).rejects.toMatchObject({
        code: 'migration-failed',
        message: /99990101000000_broken failed: .*no_such_function/,
      });
      expect(await rowsOf(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
      await expect(migrate({ url, directory: broken, log })).rejects.toMatchObject({
        code: 'migration-unresolved',
      });
      expect(await diagnoseHistory(url, schemaPath, broken)).toMatchObject({
        failedMigrationNames: ['99990101000000_broken'],
      });
      await rowsOf(url, 'UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL');
      const mended = await withExtra('mended', 'CREATE TABLE whole (id INT);');
      expect(await migrate({ url, directory: mended, log })).toEqual(['99990101000000_mended']);
    }));

  it('warns of a migration that was edited after it was applied', () =>
    withScratchDatabase(postgres.url, async (url) => {
      const copy = await withExtra('edited', 'SELECT 1;');
      await migrate({ url, directory: copy, log });
      await writeFile(join(copy, '99990101000000_edited', 'migration.sql'), 'SELECT 2;');
      const warnings: string[] = [];
      expect(await migrate({ url, directory: copy, log: (line) => warnings.push(line) })).toEqual([]);
      expect(warnings).toEqual(['warning: migration 99990101000000_edited was edited after it was applied']);
    }));

  it('says when the database is away or the folder is wrong', async () => {
    const gone = 'postgresql://nobody:x@127.0.0.1:1/none';
    await expect(migrate({ url: gone, directory: migrations, log })).rejects.toMatchObject({
      code: 'unavailable',
    });
    const empty = join(directory, 'nothing');
    await expect(migrate({ url: gone, directory: empty, log })).rejects.toMatchObject({
      code: 'migrations-missing',
    });
  });
});

describe('migrationsDirectory', () => {
  it('is found from a bundle below the repository, or given', async () => {
    expect(migrationsDirectory(undefined, join(migrations, '..', '..', 'apps', 'genomaster', 'dist'))).toBe(
      migrations,
    );
    expect(migrationsDirectory(migrations)).toBe(migrations);
    expect(() => migrationsDirectory(join(directory, 'none'))).toThrow('there is no folder');
    expect(() => migrationsDirectory(undefined, tmpdir())).toThrow('no prisma/migrations found');
  });
});

describe('the migration search_algorithms', () => {
  it('gives results from before it the digests of their curves, but not what was refused at once', () =>
    withScratchDatabase(postgres.url, async (url) => {
      const before = join(directory, 'before-search-algorithms');
      await cp(migrations, before, { recursive: true });
      for (const name of await readdir(before)) {
        if (/^\d{14}_/.test(name) && !name.endsWith('_init'))
          await rm(join(before, name), { recursive: true });
      }
      await migrate({ url, directory: before, log });
      const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
      await rowsOf(
        url,
        `INSERT INTO datasets (sha256, name, header, bytes) VALUES ('${'d'.repeat(64)}', 'digits', '{}', 1);
         INSERT INTO searches (id, name, dataset_sha256, config, reference, algorithm_state)
           VALUES ('${id(1)}', 'old', '${'d'.repeat(64)}', '{}', '{}', '{}');
         INSERT INTO jobs (id, search_id, ordinal, spec, spec_hash, genome, params, flops, seats_wanted)
           VALUES ('${id(2)}', '${id(1)}', 0, '{}', '${'0'.repeat(64)}', '01', 1, 1, 3);
         INSERT INTO miners (hotkey) VALUES ('one'), ('two');
         INSERT INTO workers (id, hotkey, name, slots, engine, numeric_class, device)
           VALUES ('${id(3)}', 'one', 'w', 1, 'exact', 'exact-1', 'test'), ('${id(4)}', 'two', 'w', 1, 'none', 'x', 'test');
         INSERT INTO assignments (id, job_id, hotkey, worker_id, ordinal, state, lease_expires_at, ended_at)
           VALUES ('${id(5)}', '${id(2)}', 'one', '${id(3)}', 0, 'submitted', now(), now()),
             ('${id(6)}', '${id(2)}', 'two', '${id(4)}', 1, 'rejected', now(), now());
         INSERT INTO results (assignment_id, payload, payload_hash, signature, rejection)
           VALUES ('${id(5)}', '{"result": {"curve": [{"digest": "d1"}, {"digest": "d2"}]}}', '', '', NULL),
             ('${id(6)}', '{"garbage": "\\u0000"}', '', '', 'malformed')`,
      );
      await migrate({ url, directory: migrations, log });
      expect(await rowsOf(url, 'SELECT curve_digests FROM results ORDER BY assignment_id')).toEqual([
        { curve_digests: ['d1', 'd2'] },
        { curve_digests: null },
      ]);
    }));
});
