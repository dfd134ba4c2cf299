import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chainHash } from '@naschain/protocol/signing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { offerOf, storeSmallDataset } from '../testing/fixtures.ts';
import { SlotProcess } from './slotProcess.ts';

const ENTRY = join(import.meta.dirname, '../testing/slotEntry.ts');

let folder: string;
let sha256: string;
let slot: SlotProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'naschain-slot-'));
  sha256 = await storeSmallDataset(folder);
  slot = new SlotProcess(ENTRY, [], ['--import', 'tsx']);
});
afterEach(async () => {
  slot.stop();
  await rm(folder, { recursive: true, force: true });
});

function run(epochs: number, onProgress: (fraction: number) => void = () => {}) {
  const { assignmentId, spec } = offerOf(sha256, epochs);
  const order = {
    kind: 'train' as const,
    assignmentId,
    spec,
    chainHash: chainHash(spec),
    dataset: join(folder, sha256),
    threads: 1,
    checkpoint: { file: join(folder, 'checkpoint'), everySeconds: 0 },
  };
  return slot.run(order, { progress: onProgress, resumed: () => {}, warning: () => {} });
}

/** The child's pid, which the test trainer reports as `params`. */
async function trainedBy(): Promise<number> {
  const result = await run(1);
  if (result.kind !== 'finished') throw new Error(`expected a result, got ${JSON.stringify(result)}`);
  return result.outcome.params;
}

describe('a slot', () => {
  it('trains in another process, which it keeps', async () => {
    const seen: number[] = [];
    const result = await run(1, (fraction) => seen.push(fraction));
    expect(result).toMatchObject({ kind: 'finished', outcome: { accuracy: 8, numericClass: 'exact-1' } });
    expect(seen).toEqual([0.5]);
    const pid = await trainedBy();
    expect(pid).not.toBe(process.pid);
    expect(await trainedBy()).toBe(pid);
  });

  it('survives an engine that says no, and one that crashes', async () => {
    expect(await run(14)).toEqual({
      kind: 'failed',
      message: 'the engine said no',
      reason: 'trainingFailed',
    });
    const pid = await trainedBy();
    expect(await run(13)).toEqual({
      kind: 'failed',
      message: 'its process ended (SIGSEGV)',
      reason: 'trainingFailed',
    });
    expect(await trainedBy()).not.toBe(pid);
  });

  it('tells a training that diverged from one that failed', async () => {
    expect(await run(15)).toEqual({ kind: 'failed', message: 'the loss is NaN', reason: 'diverged' });
  });

  it('stops within a second, even an engine that hears nothing', async () => {
    let stopped = 0;
    const result = run(1000, () => {
      setTimeout(() => {
        stopped = performance.now();
        slot.stop();
      }, 150);
    });
    expect(await result).toEqual({ kind: 'stopped' });
    expect(performance.now() - stopped).toBeLessThan(1000);
    expect(await trainedBy()).toBeGreaterThan(0);
  });

  it('is a failed training, not a crash, when its program cannot start', async () => {
    slot = new SlotProcess(join(folder, 'no-such-program.js'), [], []);
    expect(await run(1)).toMatchObject({ kind: 'failed' });
  });
});
