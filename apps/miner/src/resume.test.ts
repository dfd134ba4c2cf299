import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataset } from '@naschain/datasets';
import { type AssignmentOffer, resultPayloadSchema } from '@naschain/protocol';
import { chainHash, specHash } from '@naschain/protocol/signing';
import { decodeCheckpoint, type TrainingOutcome, train } from '@naschain/training';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Checkpoints } from './checkpoints.ts';
import { SlotProcess, type SlotResult } from './slot/slotProcess.ts';
import { storeNoisyDataset, trainingOffer } from './testing/fixtures.ts';
import { TestGenomaster } from './testing/testGenomaster.ts';

const EPOCHS = 40;
const HASH = 'ab'.repeat(32);

let folder: string;
let sha256: string;
let offer: AssignmentOffer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'naschain-resume-'));
  sha256 = await storeNoisyDataset(join(folder, 'blobs'));
  offer = trainingOffer(sha256, EPOCHS);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const until = (check: () => unknown) => vi.waitFor(check, { timeout: 30_000, interval: 10 });

/** The whole training, never interrupted. */
async function undisturbed(): Promise<TrainingOutcome> {
  const { header, train: split } = await openDataset(join(folder, 'blobs', sha256));
  const dataset = { image: header.image, classes: header.classes.length, train: split };
  return train({ spec: offer.spec, chainHash: chainHash(offer.spec), dataset, threads: 2 });
}

describe('a slot', () => {
  let slot: SlotProcess;
  let file: string;
  let events: string[];

  beforeEach(() => {
    slot = new SlotProcess(
      join(import.meta.dirname, 'testing/trainingSlotEntry.ts'),
      [],
      ['--import', 'tsx'],
    );
    file = join(folder, 'one.checkpoint');
    events = [];
  });
  afterEach(() => slot.stop());

  function run(spec = offer.spec, everySeconds = 0): Promise<SlotResult> {
    const order = {
      kind: 'train' as const,
      assignmentId: offer.assignmentId,
      spec,
      chainHash: chainHash(spec),
      dataset: join(folder, 'blobs', sha256),
      threads: 1,
      checkpoint: { file, everySeconds },
    };
    return slot.run(order, {
      progress: () => {},
      resumed: (epoch) => events.push(`resumed ${epoch}`),
      warning: (message) => events.push(message),
    });
  }

  it('goes on from its checkpoint after it was killed, to the same result', async () => {
    const first = run();
    await until(() => expect(existsSync(file)).toBe(true));
    slot.stop();
    expect(await first).toEqual({ kind: 'stopped' });
    const kept = decodeCheckpoint(await readFile(file)).curve.length;
    expect(kept).toBeLessThan(EPOCHS);
    const second = await run();
    // What was being renamed when it was killed may have come to be.
    expect(events).toEqual([expect.stringMatching(/^resumed \d+$/)]);
    expect(Number(events[0]?.slice('resumed '.length))).toBeGreaterThanOrEqual(kept);
    const { seconds: _, ...whole } = await undisturbed();
    expect(second).toMatchObject({ kind: 'finished', outcome: whole });
  });

  it('ignores a checkpoint that is damaged, or of another spec, with one line', async () => {
    await run(trainingOffer(sha256, 2).spec);
    const bytes = await readFile(file);
    const short = trainingOffer(sha256, 3).spec;
    for (const [content, message] of [
      [bytes.subarray(0, 100), 'no whole checkpoint'],
      [Buffer.from('rubbish'), 'no whole checkpoint'],
      [bytes, 'another spec'],
    ] as const) {
      await writeFile(file, content);
      events = [];
      expect(await run(short)).toMatchObject({ kind: 'finished', outcome: { curve: { length: 3 } } });
      expect(events).toEqual([expect.stringContaining(message)]);
      expect(events[0]).toContain('begins anew');
      // By now it is one of this training.
      expect(decodeCheckpoint(await readFile(file)).chainHash).toBe(chainHash(short));
    }
  });

  it('writes no more often than it is told to, and trains on where it cannot write', async () => {
    await run(trainingOffer(sha256, 2).spec, 1000);
    expect(existsSync(file)).toBe(false);
    file = join(folder, 'nowhere', 'one.checkpoint');
    expect(await run(trainingOffer(sha256, 3).spec)).toMatchObject({ kind: 'finished' });
    expect(events).toEqual([expect.stringContaining('cannot be written')]);
  });
});

describe('a miner', () => {
  let genomaster: TestGenomaster;
  let miner: ChildProcess | null;
  let output: string;

  beforeEach(async () => {
    genomaster = new TestGenomaster(join(folder, 'blobs'));
    await genomaster.start();
    miner = null;
    output = '';
  });
  afterEach(async () => {
    await kill();
    await genomaster.crash();
  });

  function start(): void {
    const entry = join(import.meta.dirname, 'testing/minerEntry.ts');
    const args = ['--import', 'tsx', entry, genomaster.url, join(folder, 'data')];
    miner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    miner.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }

  /** As by `kill -9`. */
  async function kill(): Promise<void> {
    if (miner === null || miner.exitCode !== null || miner.signalCode !== null) return;
    const gone = new Promise((resolve) => miner?.once('exit', resolve));
    miner.kill('SIGKILL');
    await gone;
  }

  it('that was killed goes on where it was when it gets the same spec again, and then forgets it', async () => {
    const folderOfCheckpoints = join(folder, 'data', 'checkpoints');
    const file = join(folderOfCheckpoints, `${specHash(offer.spec)}.checkpoint`);
    genomaster.queue.push(offer);
    start();
    await until(() => expect(existsSync(file)).toBe(true));
    await kill();
    const kept = decodeCheckpoint(await readFile(file)).curve.length;
    expect(kept).toBeLessThan(EPOCHS);
    genomaster.queue.push({ ...trainingOffer(sha256, EPOCHS), jobId: offer.jobId });
    start();
    await until(() => expect(genomaster.submitted).toHaveLength(1));
    // Its process may have got a little further before it noticed that the miner was gone.
    const resumed = Number(/goes on after epoch (\d+)/.exec(output)?.[1]);
    expect(resumed).toBeGreaterThanOrEqual(kept);
    const { seconds: _, ...whole } = await undisturbed();
    expect(resultPayloadSchema.parse(genomaster.submitted[0]?.payload).result).toMatchObject(whole);
    expect((await readdir(folderOfCheckpoints)).filter((name) => name.endsWith('.checkpoint'))).toEqual([]);
  });
});

describe('the folder of checkpoints', () => {
  const hashOf = (number: number) => String(number).padStart(64, '0');
  /** Writes the checkpoints of these numbers, each older than the one before it. */
  async function write(checkpoints: Checkpoints, numbers: readonly number[]): Promise<void> {
    for (const [age, number] of numbers.entries()) {
      await writeFile(checkpoints.file(hashOf(number)), 'x');
      const time = 1_700_000_000 - age;
      await utimes(checkpoints.file(hashOf(number)), time, time);
    }
  }
  const list = async () => (await readdir(join(folder, 'data', 'checkpoints'))).sort();
  const named = (...numbers: number[]) => numbers.map((number) => `${hashOf(number)}.checkpoint`);
  const open = () => Checkpoints.open(join(folder, 'data'), 2, Date.now());

  it('keeps the newest, besides those of running trainings', async () => {
    const checkpoints = await open();
    await write(checkpoints, [1, 2, 3, 4, 5]);
    await checkpoints.prune([hashOf(4)]);
    expect(await list()).toEqual(named(1, 2, 4));
    await checkpoints.remove(hashOf(1));
    await checkpoints.remove(hashOf(9));
    expect(await list()).toEqual(named(2, 4));
  });

  it('is tidied when it is opened: old checkpoints, and what was half written long ago', async () => {
    await write(await open(), [1, 2, 3]);
    const half = (name: string) => join(folder, 'data', 'checkpoints', `${HASH}.checkpoint.${name}`);
    await writeFile(half('new'), 'x');
    await writeFile(half('old'), 'x');
    await utimes(half('old'), 1_700_000_000, 1_700_000_000);
    await open();
    expect(await list()).toEqual([...named(1, 2), `${HASH}.checkpoint.new`]);
  });
});
