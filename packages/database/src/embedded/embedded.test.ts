import { execFile, spawn } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chooseBinaries, npmBinaries, systemBinaries } from './binaries.ts';
import { postgresEnvironment } from './env.ts';
import { npmPackageDirectory } from './npmBinaries.ts';
import { processAt, processesIn } from './postmaster.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './startEmbeddedPostgres.ts';

const run = promisify(execFile);
const quiet = () => {};
const npmPackage = npmPackageDirectory();
const sources: ('system' | 'npm')[] = [];
if ((await systemBinaries(quiet)).length > 0) sources.push('system');
if (npmPackage !== null) sources.push('npm');
console.info(`embedded Postgres is tested with: ${sources.join(', ') || 'NOTHING - none found'}`);

let directory: string;
const servers: EmbeddedPostgres[] = [];

async function makeDirectory(): Promise<void> {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'naschain-embedded-')));
}
async function removeDirectory(): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function start(
  options: Partial<Parameters<typeof startEmbeddedPostgres>[0]> = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, log: quiet, ...options });
  servers.push(server);
  return server;
}

async function ask(url: string, text: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, string>>(text)).rows[0] ?? {};
  } finally {
    await client.end();
  }
}

describe.each(sources)('startEmbeddedPostgres with %s binaries', (prefer) => {
  beforeAll(makeDirectory);
  afterAll(removeDirectory);

  it('runs durably, on loopback only, behind its password, and keeps its data over a restart', async () => {
    const first = await start({ prefer });
    expect(first).toMatchObject({ adopted: false, source: prefer });
    const settings = await ask(
      first.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
         current_setting('full_page_writes') AS pages, current_setting('listen_addresses') AS listen,
         current_setting('unix_socket_directories') AS sockets`,
    );
    expect(settings).toEqual({ fsync: 'on', commit: 'on', pages: 'on', listen: '127.0.0.1', sockets: '' });
    expect((await stat(join(directory, 'password'))).mode & 0o777).toBe(0o600);
    const guess = new URL(first.url);
    guess.password = 'guess';
    await expect(ask(guess.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(await processesIn(join(directory, 'data'))).toEqual([]);
    const second = await start({ prefer });
    expect(second.adopted).toBe(false);
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual({ answer: 42 });
    const third = await start({ prefer });
    expect(third).toMatchObject({ adopted: true, pid: second.pid, url: second.url });
  });
});

describe.runIf(sources.length > 0)('startEmbeddedPostgres', () => {
  // One cluster for all of them, since making one takes the longest.
  beforeAll(makeDirectory);
  afterAll(removeDirectory);

  it('starts one server for two starters at once', async () => {
    const started = await Promise.all(Array.from({ length: 2 }, () => start()));
    expect(new Set(started.map((server) => server.pid)).size).toBe(1);
    expect(started.filter((server) => !server.adopted)).toHaveLength(1);
  });

  it('stands in a process group of its own, where no Ctrl-C for the parent reaches', async () => {
    const { pid } = await start();
    const { stdout } = await run('ps', ['-o', 'pgid=', '-p', `${pid}`]).catch(() => ({ stdout: '' }));
    const group =
      stdout.trim() === '' ? (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ')[4] : stdout.trim();
    expect(Number(group)).toBe(pid);
  });

  it('is not misled by a pid file that names a zombie, another program, or nobody', async () => {
    const server = await start();
    const file = join(directory, 'data', 'postmaster.pid');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await server.stop();
    // The shell's child ends at once, and `sleep`, which the shell becomes, never asks for it.
    const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const zombie = await new Promise<string>((resolve) => {
      parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8').trim()));
    });
    for (const pid of [zombie, String(process.pid), '999999']) {
      await writeFile(file, [pid, ...lines.slice(1)].join('\n'));
      expect(await processAt(Number(pid), join(directory, 'data'))).not.toBe('postgres');
      const next = await start();
      expect(next.adopted).toBe(false);
      await next.stop();
    }
    parent.kill('SIGKILL');
  });

  it('takes the port it is given', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    await servers[0]?.stop();
    expect(new URL((await start({ port })).url).port).toBe(String(port));
  });

  it('says why it did not start, with the end of the server’s log', async () => {
    const server = await start();
    await server.stop();
    const settings = join(directory, 'data', 'postgresql.conf');
    const before = await readFile(settings);
    await appendFile(settings, '\nno such setting\n');
    await expect(start()).rejects.toMatchObject({ code: 'postgres-start', message: /syntax error/ });
    await writeFile(settings, before);
  });

  it('asks for the password file when it is gone, instead of making a useless new one', async () => {
    const server = await start();
    await server.stop();
    await rename(join(directory, 'password'), join(directory, 'lost'));
    await expect(start()).rejects.toMatchObject({ code: 'postgres-start', message: /password is missing/ });
    await rename(join(directory, 'lost'), join(directory, 'password'));
  });
});

describe('chooseBinaries', () => {
  beforeAll(makeDirectory);
  afterAll(removeDirectory);

  it.runIf(sources.length === 2)(
    'opens data with the release that made them, wherever it comes from',
    async () => {
      const [npm] = await npmBinaries(quiet);
      const [system] = await systemBinaries(quiet);
      if (npm === undefined || system === undefined) throw new Error('both sources expected');
      expect(await chooseBinaries('system', npm.major, quiet)).toMatchObject({ major: npm.major });
      expect(await chooseBinaries('npm', system.major, quiet)).toMatchObject({ major: system.major });
      expect(await chooseBinaries('npm', null, quiet)).toEqual(npm);
    },
  );

  it.runIf(sources.length > 0)('says which release is missing', async () => {
    await expect(chooseBinaries('system', 9, quiet)).rejects.toMatchObject({
      code: 'postgres-version',
      message: /made by PostgreSQL 9/,
    });
  });

  it.runIf(npmPackage !== null && process.platform === 'linux')(
    'makes the library links itself where install scripts were denied',
    async () => {
      const copy = join(directory, 'package');
      const isLink = async (path: string) => !(await stat(path)).isFile() || (await realpath(path)) === path;
      await cp(npmPackage ?? '', copy, { recursive: true, filter: isLink });
      const postgres = join(copy, 'native', 'bin', 'postgres');
      const env = postgresEnvironment(join(copy, 'native', 'lib'));
      await expect(run(postgres, ['--version'], { env })).rejects.toThrow('cannot open shared object file');
      const [found] = await npmBinaries(quiet, copy);
      expect(found).toMatchObject({ source: 'npm', major: 18, directory: join(copy, 'native', 'bin') });
      expect(await npmBinaries(quiet, copy)).toEqual([found]);
    },
  );
});
