import { chmod, mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { DatabaseError, errorCode } from '../databaseError.ts';
import { type Account, chooseAccount } from './account.ts';
import { chooseBinaries, type PostgresBinaries } from './binaries.ts';
import { clusterMajor, createCluster } from './createCluster.ts';
import { EMBEDDED_ROLE, loadOrCreatePassword } from './password.ts';
import { type PidFile, processAt, processesIn, readPidFile } from './postmaster.ts';
import { launch, logTail, pause } from './server.ts';
import { stopServer } from './stopServer.ts';

const DATABASE_NAME = 'naschain';

export interface EmbeddedPostgresOptions {
  /** Holds everything of this cluster: `data`, `password`, `server.log`. */
  readonly directory: string;
  /** TCP port on 127.0.0.1; a free one by default. */
  readonly port?: number;
  /** Which programs to take when both are there; default `system`. */
  readonly prefer?: 'system' | 'npm';
  /** Bound of the whole start, crash recovery included; default 120. */
  readonly startSeconds?: number;
  readonly log: (message: string) => void;
}

export interface EmbeddedPostgres {
  /** Of the database `naschain`, with the password. */
  readonly url: string;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** True when it was running already, e.g. left behind by a crash. */
  readonly adopted: boolean;
  readonly source: 'system' | 'npm';
  readonly major: number;
  /** Fast shutdown: sessions are cut, everything committed is on disk. */
  stop(): Promise<void>;
}

interface Cluster {
  readonly directory: string;
  readonly data: string;
  readonly password: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account;
  readonly port: number | undefined;
  readonly deadline: number;
  readonly log: (message: string) => void;
}

/**
 * Starts a private Postgres on the loopback interface with the durable default settings, or adopts the one that runs on
 * the directory. It survives this process: whoever starts next adopts it.
 * @throws DatabaseError `postgres-missing`, `postgres-version` or `postgres-start` (with the end of its log)
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  await chmod(options.directory, 0o700);
  const directory = await realpath(options.directory);
  const data = join(directory, 'data');
  const major = await clusterMajor(data);
  const binaries = await chooseBinaries(options.prefer ?? 'system', major, log);
  const account = await chooseAccount(directory, data);
  if (major !== null) await assertPasswordThere(directory);
  const password = await loadOrCreatePassword(directory);
  if (major === null) {
    log(`making a PostgreSQL ${binaries.major} cluster (${binaries.source}) in ${directory}`);
    await createCluster(data, binaries, account, password);
  }
  const deadline = performance.now() + (options.startSeconds ?? 120) * 1000;
  const { port } = options;
  const cluster = { directory, data, password, binaries, account, port, deadline, log };
  return handle(cluster, await startOrAdopt(cluster));
}

interface Running {
  readonly pid: number;
  readonly port: number;
  readonly adopted: boolean;
}

/** Adopts or launches, again and again while somebody else is starting or stopping the same cluster. */
async function startOrAdopt(cluster: Cluster): Promise<Running> {
  for (;;) {
    const found = await findRunning(cluster);
    if (found !== null) return { pid: found.pid, port: found.port, adopted: true };
    const outcome = await launch(cluster);
    if (outcome.kind === 'ready') return { pid: outcome.pid, port: outcome.port, adopted: false };
    if (performance.now() > cluster.deadline) throw await startError(cluster, 'it did not get ready in time');
    if (outcome.kind === 'failed') throw await startError(cluster, 'it ended at once');
    await pause(200);
  }
}

/** The living server of the data directory once it is ready; null when there is none, with its traces cleaned. */
async function findRunning(cluster: Cluster): Promise<PidFile | null> {
  for (;;) {
    const file = await readPidFile(cluster.data);
    if (file === null) return null;
    const what = await processAt(file.pid, cluster.data);
    if (what === 'none') return null; // Postgres clears such a file itself, after checks of its own.
    if (what === 'other') {
      await clearStaleFile(cluster, file.pid);
      return null;
    }
    if (file.status === 'ready') {
      await assertOurs(cluster, file.port);
      return file;
    }
    if (performance.now() > cluster.deadline) {
      throw await startError(cluster, `process ${file.pid} is ${file.status || 'starting'} and stays so`);
    }
    await pause(50);
  }
}

/**
 * Removes a pid file whose process id now belongs to a zombie or to another program. Postgres would take it for a living
 * server; but the file also guards against backends that outlived their postmaster, so these must be gone first.
 */
async function clearStaleFile(cluster: Cluster, pid: number): Promise<void> {
  for (;;) {
    const left = await processesIn(cluster.data);
    if (left.length === 0) break;
    if (performance.now() > cluster.deadline) {
      throw await startError(cluster, `processes ${left.join(', ')} of a killed server are still running`);
    }
    await pause(50);
  }
  if ((await readPidFile(cluster.data))?.pid !== pid) return;
  cluster.log(`removing the pid file of a dead PostgreSQL (${pid})`);
  await rm(join(cluster.data, 'postmaster.pid'), { force: true });
}

/** A server is only adopted when it takes our password and serves our directory. */
async function assertOurs(cluster: Cluster, port: number): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(cluster.password, port, 'postgres') });
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    const served = rows[0]?.data_directory ?? '';
    if ((await realpath(served).catch(() => served)) !== cluster.data) {
      throw await startError(cluster, `port ${port} serves another data directory (${served})`);
    }
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw await startError(cluster, `a server runs but cannot be adopted: ${reason}`);
  } finally {
    await client.end().catch(() => {});
  }
}

async function handle(cluster: Cluster, running: Running): Promise<EmbeddedPostgres> {
  const { pid, port, adopted } = running;
  await createDatabase(urlOf(cluster.password, port, 'postgres'));
  cluster.log(`PostgreSQL ${cluster.binaries.major} ${adopted ? 'adopted' : 'started'} on port ${port}`);
  return {
    url: urlOf(cluster.password, port, DATABASE_NAME),
    pid,
    adopted,
    source: cluster.binaries.source,
    major: cluster.binaries.major,
    stop: () => stopServer(pid, cluster),
  };
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE_NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
  } catch (error) {
    if (errorCode(error) !== '42P04' && errorCode(error) !== '23505') throw error; // made by another starter
  } finally {
    await client.end();
  }
}

async function assertPasswordThere(directory: string): Promise<void> {
  if ((await readdir(directory)).includes('password')) return;
  throw new DatabaseError(
    'postgres-start',
    `${join(directory, 'password')} is missing: put it back from a backup (the data cannot be opened without it), ` +
      'or move the folder away to start empty',
  );
}

function urlOf(password: string, port: number, database: string): string {
  return `postgresql://${EMBEDDED_ROLE}:${password}@127.0.0.1:${port}/${database}`;
}

async function startError(cluster: Cluster, reason: string): Promise<DatabaseError> {
  const tail = await logTail(cluster.directory);
  return new DatabaseError(
    'postgres-start',
    `PostgreSQL in ${cluster.directory} did not start: ${reason}\n${tail}`,
  );
}
