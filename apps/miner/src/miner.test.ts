import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultPayloadSchema } from '@naschain/protocol';
import { type Signer, signerFromSeed, signingReady, verifyResultSignature } from '@naschain/protocol/signing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assembleMiner } from './assembleMiner.ts';
import type { MinerEngine, WorkingEngine } from './engine/engineReport.ts';
import type { Miner } from './miner.ts';
import type { Reporter } from './reporter.ts';
import { SlotProcess } from './slot/slotProcess.ts';
import { offerOf, storeSmallDataset } from './testing/fixtures.ts';
import { TestGenomaster } from './testing/testGenomaster.ts';

const ENTRY = join(import.meta.dirname, 'testing/slotEntry.ts');
const ENDLESS = 1000;

let folder: string;
let genomaster: TestGenomaster;
let sha256: string;
let signer: Signer;
let lines: string[];
let stops: (() => Promise<void>)[];

beforeEach(async () => {
  await signingReady();
  folder = await mkdtemp(join(tmpdir(), 'naschain-miner-'));
  sha256 = await storeSmallDataset(join(folder, 'blobs'));
  genomaster = new TestGenomaster(join(folder, 'blobs'));
  await genomaster.start();
  signer = signerFromSeed(new Uint8Array(32).fill(7));
  lines = [];
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) await stop();
  await genomaster.crash();
  await rm(folder, { recursive: true, force: true });
});

/** A miner as `main` builds it, but with a training function of the test's. */
async function startMiner(
  count = 1,
  engine: MinerEngine = 'exact',
  memoryLimit: number | null = null,
): Promise<{ miner: Miner; ended: Promise<void> }> {
  const slots = Array.from({ length: count }, () => new SlotProcess(ENTRY, [], ['--import', 'tsx']));
  const log = (message: string) => void lines.push(message);
  const reporter: Reporter = { info: log, warn: log, error: log, progress: () => {}, close: () => {} };
  const data = join(folder, 'data');
  const options = { genomaster: genomaster.url, genomasterHotkey: null, memoryLimit, data, worker: 'test' };
  const setup = { engine: engineOf(engine), device: 'test device', threads: 1 };
  const miner = await assembleMiner({ options, setup, signer, slots, reporter });
  const ended = miner.run();
  ended.catch(() => {});
  stops.push(() => miner.stop());
  return { miner, ended };
}

function engineOf(engine: MinerEngine): WorkingEngine {
  const numericClass = engine === 'exact' ? 'exact-1' : `tfjs:${engine}:GPU:4.22.0`;
  return { kind: 'works', engine, variant: '', device: '', numericClass, imagesPerSecond: null };
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

describe('a miner', () => {
  it('fetches the dataset, trains, and submits a result signed for its assignment', async () => {
    const offers = [offerOf(sha256, 1), offerOf(sha256, 2), offerOf(sha256, 3)];
    genomaster.queue.push(...offers);
    await startMiner(2);
    await until(() => expect(genomaster.submitted).toHaveLength(3));
    for (const request of genomaster.submitted) {
      const payload = resultPayloadSchema.parse(request.payload);
      const offer = offers.find((one) => one.assignmentId === request.assignmentId);
      expect(payload.assignmentId).toBe(request.assignmentId);
      expect(payload.specHash).toBe(offer?.specHash);
      expect(payload.result.device).toBe('test device');
      expect(verifyResultSignature(signer.address, request.payload, request.signature)).toBe(true);
    }
    expect([...genomaster.hotkeys]).toEqual([signer.address]);
    await until(() => expect(lines).toContain('waiting for more miners: 1 of 3'));
  });

  it('registers its engine, numeric class and device as they are', async () => {
    await startMiner(2, 'cuda');
    await until(() => expect(genomaster.registrations).toHaveLength(1));
    expect(genomaster.registrations[0]).toEqual({
      v: 1,
      worker: 'test',
      slots: 2,
      engine: 'tensorflow',
      numericClass: 'tfjs:cuda:GPU:4.22.0',
      device: 'test device',
    });
    await startMiner();
    await until(() => expect(genomaster.registrations).toHaveLength(2));
    expect(genomaster.registrations[1]).toMatchObject({ engine: 'exact', numericClass: 'exact-1' });
  });

  it('stops a revoked assignment and takes the next', async () => {
    const endless = offerOf(sha256, ENDLESS);
    genomaster.queue.push(endless, offerOf(sha256, 1));
    await startMiner();
    await until(() => expect(genomaster.heartbeats.at(-1)?.[0]?.fraction).toBe(0.5));
    expect(genomaster.submitted).toHaveLength(0);
    genomaster.revoked.add(endless.assignmentId);
    await until(() => expect(genomaster.submitted).toHaveLength(1));
    expect(genomaster.returned).toEqual([]);
  });

  it('gives back what fails, and then waits before it takes more', async () => {
    const [crash, next] = [offerOf(sha256, 13), offerOf(sha256, 1)];
    genomaster.queue.push(crash, next);
    await startMiner();
    await until(() =>
      expect(genomaster.returned).toEqual([{ id: crash.assignmentId, reason: 'trainingFailed' }]),
    );
    const failed = performance.now();
    await until(() => expect(genomaster.submitted).toHaveLength(1));
    expect(performance.now() - failed).toBeGreaterThan(900);
  });

  it('gives back what diverges with that reason, and takes the next without a pause', async () => {
    const [diverging, next] = [offerOf(sha256, 15), offerOf(sha256, 1)];
    genomaster.queue.push(diverging, next);
    await startMiner();
    await until(() => expect(genomaster.submitted).toHaveLength(1));
    expect(genomaster.returned).toEqual([{ id: diverging.assignmentId, reason: 'diverged' }]);
    expect(lines).toContainEqual(expect.stringContaining('diverged: the loss is NaN'));
    expect(lines).not.toContainEqual(expect.stringContaining('no new work'));
  });

  it('gives back what does not fit into its memory with that reason, and trains what does', async () => {
    const [large, next] = [offerOf(sha256, 16), offerOf(sha256, 1)];
    genomaster.queue.push(large, next);
    await startMiner(1, 'exact', 4096);
    await until(() => expect(genomaster.submitted).toHaveLength(1));
    expect(genomaster.returned).toEqual([{ id: large.assignmentId, reason: 'outOfMemory' }]);
    expect(lines).toContainEqual(
      expect.stringContaining('failed: it does not fit into 4096 bytes; giving it'),
    );
  });

  it('gives back what it cannot do: no dataset, another spec than its hash says', async () => {
    const missing = offerOf('ab'.repeat(32), 1);
    const forged = { ...offerOf(sha256, 1), specHash: 'cd'.repeat(32) };
    genomaster.queue.push(forged, missing);
    await startMiner(2);
    await until(() => expect(genomaster.returned).toHaveLength(2));
    expect(genomaster.returned).toContainEqual({ id: forged.assignmentId, reason: 'unsupported' });
    expect(genomaster.returned).toContainEqual({ id: missing.assignmentId, reason: 'datasetUnavailable' });
  });

  it('outlives the Genomaster: trains on, registers anew, and submits', async () => {
    genomaster.queue.push(offerOf(sha256, 1));
    genomaster.errors.set('submit', 'unavailable');
    const { miner } = await startMiner();
    await until(() => expect(lines).toContainEqual(expect.stringContaining('8.00 %')));
    await genomaster.crash();
    await until(() => expect(lines).toContainEqual(expect.stringContaining('does not answer')));
    genomaster.errors.clear();
    await genomaster.start();
    await until(() => expect(genomaster.submitted).toHaveLength(1));
    expect(genomaster.registrations.length).toBeGreaterThanOrEqual(2);
    await miner.stop();
  });

  it('after a crash of its own submits what it had finished, and keeps the lease until then', async () => {
    genomaster.queue.push(offerOf(sha256, 1));
    genomaster.errors.set('submit', 'internal');
    const { miner } = await startMiner();
    await until(() => expect(lines).toContainEqual(expect.stringContaining('8.00 %')));
    await until(() => expect(genomaster.heartbeats.at(-1)?.[0]?.fraction).toBe(1));
    await miner.stop();
    expect(genomaster.returned).toEqual([]);
    genomaster.errors.clear();
    await startMiner();
    await until(() => expect(genomaster.submitted).toHaveLength(1));
  });

  it('drops a result that can never be taken', async () => {
    genomaster.queue.push(offerOf(sha256, 1));
    genomaster.errors.set('submit', 'conflict');
    await startMiner();
    await until(() => expect(lines).toContainEqual(expect.stringContaining('not wanted any more')));
    await until(() => expect(genomaster.heartbeats.at(-1)).toEqual([]));
  });

  it('registers anew when it is forgotten, and waits out nonsense', async () => {
    await startMiner();
    await until(() => expect(genomaster.heartbeats.length).toBeGreaterThan(0));
    genomaster.errors.set('heartbeat', 'not-found');
    await until(() => expect(genomaster.registrations).toHaveLength(2));
    genomaster.errors.clear();
    genomaster.nonsense = true;
    await until(() => expect(lines).toContainEqual(expect.stringContaining('not in the protocol')));
    genomaster.nonsense = false;
    genomaster.queue.push(offerOf(sha256, 1));
    await until(() => expect(genomaster.submitted).toHaveLength(1));
  });

  it('ends when the Genomaster cannot understand it', async () => {
    genomaster.errors.set('register', 'bad-request');
    const { ended } = await startMiner();
    await expect(ended).rejects.toThrow('refused register');
  });

  it('gives its work back when it is stopped, within the time allowed', async () => {
    const offer = offerOf(sha256, ENDLESS);
    genomaster.queue.push(offer);
    const { miner, ended } = await startMiner();
    await until(() => expect(genomaster.heartbeats.at(-1)?.[0]?.fraction).toBe(0.5));
    const started = performance.now();
    await miner.stop();
    await ended;
    expect(performance.now() - started).toBeLessThan(4000);
    expect(genomaster.returned).toEqual([{ id: offer.assignmentId, reason: 'shutdown' }]);
  });

  it('stops in time without a Genomaster too', async () => {
    await genomaster.crash();
    const { miner } = await startMiner();
    await until(() => expect(lines).toContainEqual(expect.stringContaining('trying again')));
    const started = performance.now();
    await miner.stop();
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
