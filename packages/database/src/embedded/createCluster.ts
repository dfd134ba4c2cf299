import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseError, errorCode } from '../databaseError.ts';
import { type Account, underAccount } from './account.ts';
import type { PostgresBinaries } from './binaries.ts';
import { postgresEnvironment } from './env.ts';
import { EMBEDDED_ROLE } from './password.ts';

const run = promisify(execFile);
const INITDB_LIMIT_MS = 120_000;

/** Release that made a data directory, or null when there is none. */
export async function clusterMajor(dataDirectory: string): Promise<number | null> {
  const text = await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8').catch(() => null);
  return text === null ? null : Number.parseInt(text, 10);
}

/**
 * Makes a new cluster at `dataDirectory`. It is made aside and renamed, so that one cut short leaves nothing that looks
 * whole, and of two makers at once the first wins.
 */
export async function createCluster(
  dataDirectory: string,
  binaries: PostgresBinaries,
  account: Account,
  password: string,
): Promise<void> {
  const draft = `${dataDirectory}.new-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${draft}.password`;
  try {
    await mkdir(draft, { mode: 0o700 });
    await chmod(draft, 0o700);
    await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
    if (account.kind === 'setuid') {
      await chown(draft, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    const args = ['-D', draft, '-U', EMBEDDED_ROLE, '--pwfile', passwordFile, '-A', 'scram-sha-256'];
    args.push('-E', 'UTF8', '--locale=C', '--no-instructions');
    const command = underAccount(account, join(binaries.directory, 'initdb'), args);
    const env = postgresEnvironment(binaries.libraries);
    await run(command.program, command.args, {
      ...command.options,
      env,
      cwd: '/',
      timeout: INITDB_LIMIT_MS,
    }).catch((error: unknown) => {
      throw new DatabaseError('postgres-start', `initdb failed: ${outputOf(error)}`, { cause: error });
    });
    await rename(draft, dataDirectory).catch((error: unknown) => {
      const code = errorCode(error);
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

function outputOf(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr === '' ? String(error) : stderr.slice(-1000);
}
