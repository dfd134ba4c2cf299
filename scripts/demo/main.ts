import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FileBlobStore, importDataset } from '@naschain/datasets';
import type { SearchView } from '@naschain/protocol';
import { type OperatorClient, operatorClient, untilReady } from './genomasterClient.ts';
import { type DemoOptions, parseOptions } from './options.ts';
import { isFree, nextFreePort } from './ports.ts';
import { ProcessGroup } from './processes.ts';
import { frontTable, progressLine } from './report.ts';
import { demoSearch } from './searchConfig.ts';
import { parseTableOptions } from './tableOptions.ts';
import { tableSearch } from './tableSearch.ts';
import { watchSearch } from './watchSearch.ts';

const WEB_PORT = 3000;
const GENOMASTER_PORT = 4000;
const PROGRESS_MS = 5000;

const say = (line: string) => console.log(line);

const args = process.argv.slice(2);
const options = parseTableOptions(args) ?? parseOptions(args);
if ('text' in options) {
  (options.exitCode === 0 ? console.log : console.error)(options.text);
  process.exit(options.exitCode);
}
process.exit('table' in options ? tableSearch(options, say, console.error) : await demo(options));

async function demo(options: DemoOptions): Promise<number> {
  const home = resolve(options.home);
  const group = new ProcessGroup(join(home, 'logs'), say);
  const stop = () => group.stop(['web', 'genomaster']);
  const interrupted = new Promise<number>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done(130));
  });
  try {
    const code = await Promise.race([run(options, home, group, interrupted), interrupted]);
    say('Stopping …');
    await stop();
    return code;
  } catch (error) {
    await stop();
    console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

async function run(
  options: DemoOptions,
  home: string,
  group: ProcessGroup,
  interrupted: Promise<number>,
): Promise<number> {
  const began = Date.now();
  const ports = await choosePorts(options);
  const dataset = await prepareDataset(options, home);
  const genomaster = `http://127.0.0.1:${ports.genomaster}`;
  startServices(options, home, group, ports);
  await untilReady(`${genomaster}/readyz`, 60).catch(() => {
    throw new Error(`the Genomaster did not start; see ${group.logPath('genomaster')}`);
  });
  const token = (await readFile(join(home, 'operator-token'), 'utf8')).trim();
  const client = operatorClient(genomaster, token);
  await client.dataset.register.mutate({ sha256: dataset.sha256, visibility: 'public' });
  await cancelLeftovers(client);
  const { searchId } = await client.search.create.mutate(demoSearch(options, dataset));
  startMiners(options, home, group, genomaster);
  const page = `http://localhost:${ports.web}/searches/${searchId}`;
  await untilReady(`http://127.0.0.1:${ports.web}/`, 60);
  say(`\n  Watch it live: ${page}\n`);
  const view = await follow(client, genomaster, searchId);
  say(`\nPareto front after ${view.individuals.length} genomes (search ${view.state}):`);
  say(frontTable(view));
  say(
    `The search took ${seconds(Date.parse(view.finishedAt ?? '') - Date.parse(view.createdAt))}, the demo ${seconds(Date.now() - began)}.`,
  );
  const code = view.state === 'completed' ? 0 : 1;
  if (options['exit-when-done']) return code;
  say(`\nThe page stays up at ${page}; press Ctrl-C to stop everything.`);
  await interrupted;
  return code;
}

async function choosePorts(options: DemoOptions): Promise<{ web: number; genomaster: number }> {
  if (options.port !== undefined && !(await isFree(options.port))) {
    throw new Error(
      `port ${options.port} is taken; choose another with --port, or leave --port out for the next free one`,
    );
  }
  const web = options.port ?? (await nextFreePort(WEB_PORT));
  return { web, genomaster: await nextFreePort(GENOMASTER_PORT, [web]) };
}

async function prepareDataset(options: DemoOptions, home: string) {
  say(`Preparing ${options.dataset} …`);
  return importDataset(options.dataset, {
    store: new FileBlobStore(join(home, 'blobs')),
    cache: resolve('.naschain/cache'),
    from: null,
  });
}

function startServices(
  options: DemoOptions,
  home: string,
  group: ProcessGroup,
  ports: { web: number; genomaster: number },
): void {
  say('Starting Postgres, Genomaster and the web page …');
  group.start({
    name: 'genomaster',
    args: ['apps/genomaster/dist/main.js'],
    env: { NASCHAIN_HOME: home, GENOMASTER_PORT: String(ports.genomaster) },
  });
  group.start({
    name: 'web',
    args: [
      resolve('node_modules/next/dist/bin/next'),
      'start',
      '--port',
      String(ports.web),
      '--hostname',
      '127.0.0.1',
    ],
    cwd: 'apps/web',
    env: { GENOMASTER_PORT: String(ports.genomaster), NEXT_TELEMETRY_DISABLED: '1' },
  });
  if (options.miners < 3)
    say(`Note: ${options.miners} miners cannot form a quorum of three; the search will wait.`);
}

function startMiners(options: DemoOptions, home: string, group: ProcessGroup, genomaster: string): void {
  say(`Starting ${options.miners} miners and a validator …`);
  const wallets = ['--wallet.path', join(home, 'wallets'), '--wallet.name', 'demo'];
  for (let number = 1; number <= options.miners; number++) {
    const name = `miner-${number}`;
    const data = ['--data', join(home, name), '--threads', String(options.threads), '--engine', 'exact'];
    group.start({
      name,
      args: [
        'apps/miner/dist/main.js',
        '--genomaster',
        genomaster,
        ...wallets,
        '--wallet.hotkey',
        name,
        ...data,
      ],
    });
  }
  const validator = [
    '--wallet.hotkey',
    'validator',
    '--data',
    join(home, 'validator'),
    '--chain',
    'none',
    '--interval',
    '5',
  ];
  group.start({
    name: 'validator',
    args: ['apps/validator/dist/main.js', '--genomaster', genomaster, ...wallets, ...validator],
  });
}

/** A demo that was stopped half-way leaves its search running in the database: it would take the miners' time. */
async function cancelLeftovers(client: OperatorClient): Promise<void> {
  for (const search of await client.search.list.query()) {
    if (search.state !== 'running') continue;
    say(`Cancelling "${search.name}" from an earlier demo that was not finished.`);
    await client.search.cancel.mutate({ searchId: search.searchId });
  }
}

async function follow(client: OperatorClient, url: string, searchId: string): Promise<SearchView> {
  let current: SearchView | null = null;
  let shown = '';
  const show = () => {
    const line = current === null ? '' : progressLine(current);
    if (line !== shown) say(line);
    shown = line;
  };
  const timer = setInterval(show, PROGRESS_MS);
  try {
    return await watchSearch({
      url,
      searchId,
      fetchView: () => client.search.view.query({ searchId }),
      onChange: (view) => {
        const generationClosed = view.generations.some(
          (item) => item.state === 'closed' && current?.generations[item.index]?.state === 'open',
        );
        current = view;
        if (generationClosed) show();
      },
    });
  } finally {
    clearInterval(timer);
  }
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}
