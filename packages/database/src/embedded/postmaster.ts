import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `postmaster.pid` says. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
  /** `starting`, `ready`, `standby`, `stopping`, or empty while the file is being written. */
  readonly status: string;
}

/** Reads the pid file of a data directory; null when there is none or it makes no sense. */
export async function readPidFile(dataDirectory: string): Promise<PidFile | null> {
  const text = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

/**
 * What stands behind a process id: a running Postgres on this data directory, some other process (or a zombie, which
 * Postgres itself would take for a living server), or nothing.
 */
export async function processAt(pid: number, dataDirectory: string): Promise<'postgres' | 'other' | 'none'> {
  if (process.platform === 'linux') return processOnLinux(pid, dataDirectory);
  try {
    process.kill(pid, 0);
  } catch {
    return 'none';
  }
  // Where nothing tells the working directory, the later connection proves whose server it is.
  if (process.platform === 'win32') return 'postgres';
  const { stdout } = await run('ps', ['-o', 'stat=,comm=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return /postgres/.test(stdout) && !stdout.trim().startsWith('Z') ? 'postgres' : 'other';
}

async function processOnLinux(pid: number, dataDirectory: string): Promise<'postgres' | 'other' | 'none'> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (status === null) return 'none';
  const [, name, state] = /\((.*)\) (\S)/s.exec(status) ?? [];
  if (name === undefined || state === 'Z' || state === 'X') return 'other';
  // Postgres works inside its data directory. The link of a process of ours can always be read.
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return folder === (await realpath(dataDirectory)) && name.startsWith('postgres') ? 'postgres' : 'other';
}

/** Postgres processes still at work in a data directory, e.g. backends that outlive a killed postmaster for a moment. */
export async function processesIn(dataDirectory: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid));
  const found: number[] = [];
  for (const pid of pids) if ((await processOnLinux(pid, dataDirectory)) === 'postgres') found.push(pid);
  return found;
}
