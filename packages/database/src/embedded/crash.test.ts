import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { processesIn } from './postmaster.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './startEmbeddedPostgres.ts';

const WRITER = fileURLToPath(new URL('../testing/crashWriter.ts', import.meta.url));
const ROUNDS = 3;

let directory: string;
let running: EmbeddedPostgres | null;
let writer: ChildProcess | null;

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'naschain-crash-')));
});
afterAll(() => rm(directory, { recursive: true, force: true }));
beforeEach(() => {
  running = null;
  writer = null;
});
afterEach(async () => {
  writer?.kill('SIGKILL');
  for (const pid of await processesIn(join(directory, 'data'))) kill(pid);
  await running?.stop();
});

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went with its postmaster.
  }
}

/** Starts the writer in a process group of its own; resolves once it has reported `count` acknowledged numbers. */
async function startWriter(
  first: number,
  count: number,
): Promise<{ child: ChildProcess; lines: () => number[] }> {
  const args = ['--import', 'tsx', WRITER, directory, String(first)];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  writer = child;
  let text = '';
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the writer ended with ${code}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.split('\n').length > count) resolve();
    });
  });
  const lines = () => text.split('\n').slice(0, -1).map(Number);
  return { child, lines };
}

/** Kills a child and waits until everything it wrote has been read. */
async function killHard(child: ChildProcess): Promise<void> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await closed;
}

async function numbersIn(url: string): Promise<Set<number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: number }>('SELECT n FROM numbers');
  await client.end();
  return new Set(rows.map((row) => row.n));
}

describe.runIf(process.platform === 'linux')('a crash', () => {
  it(`of everything at once loses no acknowledged write, ${ROUNDS} times`, async () => {
    const acknowledged = new Set<number>();
    for (let round = 0; round < ROUNDS; round++) {
      const { child, lines } = await startWriter(round * 1_000_000, 100);
      for (const pid of await processesIn(join(directory, 'data'))) kill(pid);
      await killHard(child);
      for (const number of lines().slice(1)) acknowledged.add(number);
    }
    running = await startEmbeddedPostgres({ directory, log: () => {} });
    expect(running.adopted).toBe(false);
    const kept = await numbersIn(running.url);
    expect(acknowledged.size).toBeGreaterThanOrEqual(ROUNDS * 90);
    expect([...acknowledged].filter((number) => !kept.has(number))).toEqual([]);
  });

  it('of the parent alone leaves a server that the next start adopts', async () => {
    const { child, lines } = await startWriter(ROUNDS * 1_000_000, 20);
    await killHard(child);
    const [pid] = lines();
    running = await startEmbeddedPostgres({ directory, log: () => {} });
    expect(running).toMatchObject({ adopted: true, pid });
    const kept = await numbersIn(running.url);
    expect(
      lines()
        .slice(1)
        .filter((number) => !kept.has(number)),
    ).toEqual([]);
    await running.stop();
    running = null;
    expect(await processesIn(join(directory, 'data'))).toEqual([]);
  });
});
