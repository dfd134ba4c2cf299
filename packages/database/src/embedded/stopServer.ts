import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseError, errorCode } from '../databaseError.ts';
import type { PostgresBinaries } from './binaries.ts';
import { processAt } from './postmaster.ts';
import { logTail, pause } from './server.ts';

const run = promisify(execFile);
const FAST_LIMIT_MS = 30_000;
const IMMEDIATE_LIMIT_MS = 10_000;

/** Fast shutdown (SIGINT); one that hangs becomes an immediate one (SIGQUIT), after which the next start replays the log. */
export async function stopServer(
  pid: number,
  cluster: { readonly directory: string; readonly data: string; readonly binaries: PostgresBinaries },
): Promise<void> {
  if (process.platform === 'win32') {
    await run(join(cluster.binaries.directory, 'pg_ctl'), ['stop', '-D', cluster.data, '-m', 'fast', '-w']);
    return;
  }
  for (const [signal, limit] of [
    ['SIGINT', FAST_LIMIT_MS],
    ['SIGQUIT', IMMEDIATE_LIMIT_MS],
  ] as const) {
    if (!send(pid, signal)) return;
    const deadline = performance.now() + limit;
    while (performance.now() < deadline) {
      if ((await processAt(pid, cluster.data)) !== 'postgres') return;
      await pause(20);
    }
  }
  throw new DatabaseError(
    'postgres-start',
    `PostgreSQL (${pid}) does not stop\n${await logTail(cluster.directory)}`,
  );
}

/** @returns false when the process is gone */
function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    throw error;
  }
}
