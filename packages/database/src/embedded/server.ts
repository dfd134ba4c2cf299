import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseError } from '../databaseError.ts';
import { type Account, underAccount } from './account.ts';
import type { PostgresBinaries } from './binaries.ts';
import { postgresEnvironment } from './env.ts';
import { readPidFile } from './postmaster.ts';

export interface LaunchOptions {
  readonly directory: string;
  readonly data: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account;
  readonly port: number | undefined;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
}

export type LaunchOutcome =
  | { readonly kind: 'ready'; readonly pid: number; readonly port: number }
  /** Somebody else has the directory or took the port in between: look again. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed' };

/** Everything that bears on durability stays at Postgres' defaults (fsync, full_page_writes, synchronous_commit: on). */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Runs `postgres` in a session of its own, where the parent's Ctrl-C does not reach, until it is ready or ends. */
export async function launch(options: LaunchOptions): Promise<LaunchOutcome> {
  const { binaries, account, directory, data } = options;
  const port = options.port ?? (await freePort());
  const args = ['-D', data, '-p', String(port)];
  for (const [name, value] of Object.entries(SETTINGS)) args.push('-c', `${name}=${value}`);
  const command = underAccount(account, join(binaries.directory, 'postgres'), args);
  const log = await open(join(directory, 'server.log'), 'a', 0o600);
  const logStart = (await log.stat()).size;
  const child = spawn(command.program, command.args, {
    ...command.options,
    env: postgresEnvironment(binaries.libraries),
    cwd: '/',
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  let ended: Error | string | null = null;
  child.once('error', (error) => {
    ended = error;
  });
  child.once('exit', (code, signal) => {
    ended = `ended with ${code ?? signal}`;
  });
  child.unref();
  await log.close();
  for (;;) {
    if (ended !== null) return classifyEnd(directory, logStart, options.port === undefined);
    const file = await readPidFile(data);
    if (file !== null && file.pid === child.pid && file.status === 'ready') {
      return { kind: 'ready', pid: file.pid, port };
    }
    if (performance.now() > options.deadline) {
      child.kill('SIGQUIT');
      throw new DatabaseError(
        'postgres-start',
        `PostgreSQL in ${directory} was not ready in time\n${await logTail(directory)}`,
      );
    }
    await pause(10);
  }
}

async function classifyEnd(directory: string, logStart: number, anyPort: boolean): Promise<LaunchOutcome> {
  const written = (await readFile(join(directory, 'server.log'))).subarray(logStart).toString('utf8');
  const busy =
    /lock file "postmaster\.pid" already exists|pre-existing shared memory block/.test(written) ||
    (anyPort && /could not bind/.test(written));
  return { kind: busy ? 'busy' : 'failed' };
}

/** The last lines that the server wrote. */
export async function logTail(directory: string): Promise<string> {
  const text = await readFile(join(directory, 'server.log'), 'utf8').catch(() => '');
  return text.slice(-2000).trim();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new DatabaseError('postgres-start', 'no free TCP port on 127.0.0.1'));
      });
    });
  });
}
