import { join } from 'node:path';
import { chainHash } from '@naschain/protocol/signing';
import { describe, expect, it } from 'vitest';
import { offerOf, storeSmallDataset } from '../testing/fixtures.ts';
import { useSlot } from '../testing/useSlot.ts';
import { SlotProcess } from './slotProcess.ts';

const setup = useSlot('slotEntry.ts', storeSmallDataset);

function run(epochs: number, onProgress: (fraction: number) => void = () => {}) {
  const { assignmentId, spec } = offerOf(setup.sha256, epochs);
  const order = {
    kind: 'train' as const,
    assignmentId,
    spec,
    chainHash: chainHash(spec),
    dataset: join(setup.folder, setup.sha256),
    threads: 1,
    checkpoint: { file: join(setup.folder, 'checkpoint'), everySeconds: 0 },
  };
  return setup.slot.run(order, { progress: onProgress, resumed: () => {}, warning: () => {} });
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
        setup.slot.stop();
      }, 150);
    });
    expect(await result).toEqual({ kind: 'stopped' });
    expect(performance.now() - stopped).toBeLessThan(1000);
    expect(await trainedBy()).toBeGreaterThan(0);
  });

  it('is a failed training, not a crash, when its program cannot start', async () => {
    setup.slot = new SlotProcess(join(setup.folder, 'no-such-program.js'), [], []);
    expect(await run(1)).toMatchObject({ kind: 'failed' });
  });
});
