import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseError } from '../databaseError.ts';

/** Prisma writes it beside the migrations; nothing else has this name. */
const MARK = join('prisma', 'migrations', 'migration_lock.toml');

/**
 * Folder of the SQL migrations: the given one, else the nearest `prisma/migrations` at or above this module, whether it
 * runs from source or from a bundle.
 * @throws DatabaseError `migrations-missing`
 */
export function migrationsDirectory(path?: string, from = dirname(fileURLToPath(import.meta.url))): string {
  if (path !== undefined) {
    if (existsSync(path)) return resolve(path);
    throw new DatabaseError(
      'migrations-missing',
      `there is no folder ${path}: give the path of prisma/migrations`,
    );
  }
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, MARK))) return dirname(join(folder, MARK));
    if (folder === dirname(folder)) break;
  }
  throw new DatabaseError(
    'migrations-missing',
    `no prisma/migrations found at or above ${from}: give its path`,
  );
}
