import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FileBlobStore, importDataset } from '@naschain/datasets';
import { algorithmSchema, type SearchConfig, type SearchView } from '@naschain/protocol';
import { type OperatorClient, operatorClient, untilReady } from '../../scripts/demo/genomasterClient.ts';
import { watchSearch } from '../../scripts/demo/watchSearch.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** A Genomaster with its own Postgres, miners and validator as real processes, in a temporary folder. */
export class Stack {
  readonly home = mkdtempSync(join(tmpdir(), 'naschain-'));
  private readonly children = new Map<string, ChildProcess>();
  private constructor(readonly port: number) {}

  static async start(): Promise<Stack> {
    const stack = new Stack(await freePort());
    await stack.startGenomaster();
    return stack;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get client(): OperatorClient {
    return operatorClient(this.url, readFileSync(join(this.home, 'operator-token'), 'utf8').trim());
  }

  async startGenomaster(): Promise<void> {
    this.spawn('genomaster', 'apps/genomaster/dist/main.js', [], {
      NASCHAIN_HOME: this.home,
      GENOMASTER_PORT: String(this.port),
      HEARTBEAT_SECONDS: '1',
      LEASE_SECONDS: '6',
    });
    await untilReady(`${this.url}/readyz`, 60);
  }

  startMiner(name: string): void {
    const data = ['--data', join(this.home, name), '--threads', '1', '--engine', 'exact'];
    this.spawn(name, 'apps/miner/dist/main.js', ['--genomaster', this.url, ...this.wallet(name), ...data]);
  }

  startValidator(): void {
    const rest = [
      '--data',
      join(this.home, 'validator'),
      '--chain',
      'none',
      '--interval',
      '1',
      '--epoch-seconds',
      '3',
    ];
    const args = ['--genomaster', this.url, ...this.wallet('validator'), ...rest];
    this.spawn('validator', 'apps/validator/dist/main.js', args);
  }

  /** Imports MNIST into this stack's blob store and creates a search on it. */
  async createSearch(change: (config: SearchConfig) => SearchConfig = (config) => config): Promise<string> {
    const { sha256 } = await importDataset('mnist', {
      store: new FileBlobStore(join(this.home, 'blobs')),
      cache: join(ROOT, '.naschain/cache'),
      from: null,
    });
    await this.client.dataset.register.mutate({ sha256, visibility: 'public' });
    const { searchId } = await this.client.search.create.mutate(change(smallSearch(sha256)));
    return searchId;
  }

  /** Follows the search until it has ended. */
  watch(searchId: string, onChange: (view: SearchView) => void = () => {}): Promise<SearchView> {
    return watchSearch({
      url: this.url,
      searchId,
      fetchView: () => this.client.search.view.query({ searchId }),
      onChange,
    });
  }

  view(searchId: string): Promise<SearchView> {
    return this.client.search.view.query({ searchId });
  }

  /** Kills a process with SIGKILL and resolves when it is gone. */
  async kill(name: string): Promise<void> {
    await this.end(name, 'SIGKILL');
  }

  /** Stops a process with SIGTERM. @returns its exit code */
  async terminate(name: string): Promise<number | null> {
    return this.end(name, 'SIGTERM');
  }

  log(name: string): string {
    return readFileSync(join(this.home, `${name}.log`), 'utf8');
  }

  async stop(): Promise<void> {
    const others = [...this.children.keys()].filter((name) => name !== 'genomaster');
    await Promise.all(others.map((name) => this.end(name, 'SIGTERM')));
    await this.end('genomaster', 'SIGTERM');
    await rm(this.home, { recursive: true, force: true });
  }

  private wallet(hotkey: string): string[] {
    return ['--wallet.path', join(this.home, 'wallets'), '--wallet.name', 'test', '--wallet.hotkey', hotkey];
  }

  private spawn(
    name: string,
    entry: string,
    args: readonly string[],
    env: Record<string, string> = {},
  ): void {
    const child = spawn(process.execPath, [join(ROOT, entry), ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const log = createWriteStream(join(this.home, `${name}.log`), { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    this.children.set(name, child);
  }

  private async end(name: string, signal: NodeJS.Signals): Promise<number | null> {
    const child = this.children.get(name);
    if (child === undefined) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill(signal);
      const hard = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(hard);
    }
    this.children.delete(name);
    return child.exitCode;
  }
}

/** Two generations of four small networks, a second or so of training each. */
export function smallSearch(dataset: string): SearchConfig {
  return {
    name: 'Test search',
    dataset,
    space: { kind: 'macro', phases: 3, nodes: 3, channels: 4 },
    algorithm: algorithmSchema.parse({
      kind: 'surrogate',
      population: 4,
      generations: 2,
      crossoverProbability: 0.9,
      mutationProbability: null,
    }),
    recipe: {
      epochs: 1,
      batchSize: 16,
      learningRate: 0.05,
      momentum: 0.9,
      weightDecay: 0.0005,
      trainSamples: 256,
      validationSamples: 128,
      seed: 7,
    },
    replication: { kind: 'fixed', quorum: 3, maxReplicas: 7, tolerance: 1 },
    seed: 7,
  };
}

/** Polls until the check gives something other than null. @throws Error with `what` after `seconds` */
export async function until<T>(what: string, seconds: number, check: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await check();
    if (value !== null) return value;
    if (Date.now() > deadline) throw new Error(`did not happen within ${seconds} s: ${what}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? done(address.port) : fail(new Error('no port')),
      );
    });
  });
}
