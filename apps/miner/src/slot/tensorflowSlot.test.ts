import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chainHash } from '@naschain/protocol/signing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { offerOf, storeSmallDataset } from '../testing/fixtures.ts';
import { SlotProcess } from './slotProcess.ts';

const ENTRY = join(import.meta.dirname, '../testing/tensorflowSlotEntry.ts');

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

function run(epochs: number, onProgress: (fraction: number, epoch: number) => void) {
  const { assignmentId, spec } = offerOf(sha256, epochs);
  const dataset = join(folder, sha256);
  const order = {
    kind: 'train' as const,
    assignmentId,
    spec,
    chainHash: chainHash(spec),
    dataset,
    threads: 1,
    checkpoint: { file: join(folder, 'one.checkpoint'), everySeconds: 600 },
  };
  return slot.run(order, { progress: onProgress, resumed: () => {}, warning: () => {} });
}

it('a slot tells of its progress and stops at once, though its engine blocks the event loop', async () => {
  const seen: number[] = [];
  const stopped = await new Promise((resolve) => {
    const ended = run(1000, (fraction) => {
      seen.push(fraction);
      // While it trains, not all at its end.
      if (seen.length < 4) return;
      const started = performance.now();
      slot.stop();
      ended.then((result) => resolve({ result, milliseconds: performance.now() - started }));
    });
  });
  expect(stopped).toMatchObject({
    result: { kind: 'stopped' },
    milliseconds: expect.toSatisfy((ms) => ms < 1000),
  });
  expect(seen[3]).toBeLessThan(1);
  expect(await run(2, () => {})).toMatchObject({
    kind: 'finished',
    outcome: { numericClass: expect.stringMatching(/^tfjs:cpu:/), curve: { length: 2 } },
  });
});
