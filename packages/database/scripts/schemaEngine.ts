import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { MigrationAdapter } from './migrationAdapter.ts';

/** The two constructors used here; the compiler's library has them only with all of the browser. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: Record<string, object>) => { readonly exports: object };
};

const FILTERS = { externalTables: [], externalEnums: [] };
const require = createRequire(import.meta.url);
let loaded = false;

/** Prisma's own schema engine compiled to wasm: needs no download and works against any Postgres we can reach. */
function loadEngine(): void {
  if (loaded) return;
  const module = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = readFileSync(join(dirname(module), 'schema_engine_bg.wasm'));
  // The engine reports panics through this global of Prisma's CLI.
  Reflect.set(globalThis, 'PRISMA_WASM_PANIC_REGISTRY', {
    set_message: (message: string) => process.stderr.write(`schema engine panicked: ${message}\n`),
  });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    './schema_engine_bg.js': { ...bindings },
  });
  const setWasm: unknown = Reflect.get(bindings, '__wbg_set_wasm');
  const start: unknown = Reflect.get(instance.exports, '__wbindgen_start');
  if (typeof setWasm !== 'function' || typeof start !== 'function') {
    throw new Error('@prisma/schema-engine-wasm has changed: look at loadEngine again');
  }
  setWasm(instance.exports);
  start();
  loaded = true;
}

/** All migrations of a folder, as the engine takes them. */
export function readMigrations(directory: string): MigrationList {
  const lockfile = join(directory, 'migration_lock.toml');
  const names = existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => existsSync(join(directory, name, 'migration.sql')))
        .sort()
    : [];
  return {
    baseDir: directory,
    shadowDbInitScript: '',
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null,
    },
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(directory, path, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

/** Calls `use` with an engine on the database at `url`. */
async function withEngine<T>(
  url: string,
  schemaPath: string,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  loadEngine();
  const pool = new pg.Pool({ connectionString: url });
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new MigrationAdapter(pool));
    const datamodels: [string, string][] = [[schemaPath, readFileSync(schemaPath, 'utf8')]];
    return await use(await bindings.SchemaEngine.new({ datamodels }, () => {}, adapter));
  } finally {
    await pool.end();
  }
}

/** Runs `use` with the URL of an empty database on the server at `url`, which is dropped afterwards. */
export async function withScratchDatabase<T>(url: string, use: (url: string) => Promise<T>): Promise<T> {
  const name = `scratch_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name}`);
    const scratch = new URL(url);
    scratch.pathname = `/${name}`;
    return await use(scratch.href);
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => {});
    await admin.end();
  }
}

/**
 * The SQL that turns the database at `url` into what the schema says, or null when they agree. What Prisma cannot say
 * (check constraints, partial and expression indexes) it neither sees nor removes.
 */
export function diffToSchema(url: string, schemaPath: string): Promise<string | null> {
  return withEngine(url, schemaPath, async (engine) => {
    const files = [{ path: schemaPath, content: readFileSync(schemaPath, 'utf8') }];
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: dirname(schemaPath) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: FILTERS,
    });
    return exitCode === 0 ? null : (stdout ?? '');
  });
}

/** What Prisma itself thinks of the migration history in the database at `url`. */
export function diagnoseHistory(url: string, schemaPath: string, directory: string) {
  return withEngine(url, schemaPath, (engine) =>
    engine.diagnoseMigrationHistory({
      migrationsList: readMigrations(directory),
      optInToShadowDatabase: false,
      filters: FILTERS,
    }),
  );
}
