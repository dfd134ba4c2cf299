import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chainHash } from '@naschain/protocol/signing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { storeNoisyDataset, trainingOffer } from '../testing/fixtures.ts';
import { SlotProcess } from './slotProcess.ts';

const ENTRY = join(import.meta.dirname, '../testing/trainingSlotEntry.ts');
const MEBIBYTE = 2 ** 20;

let folder: string;
let sha256: string;
let slot: SlotProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'naschain-memory-'));
  sha256 = await storeNoisyDataset(folder);
  slot = new SlotProcess(ENTRY, [], ['--import', 'tsx']);
});
afterEach(async () => {
  slot.stop();
  await rm(folder, { recursive: true, force: true });
});

async function run(memoryLimit: number) {
  const { assignmentId, spec } = trainingOffer(sha256, 1);
  const dataset = join(folder, sha256);
  const checkpoint = { file: join(folder, 'checkpoint'), everySeconds: 600 };
  const task = { assignmentId, spec, chainHash: chainHash(spec), dataset, checkpoint };
  let progress = 0;
  const result = await slot.run(
    { kind: 'train', ...task, threads: 1, memoryLimit },
    { progress: () => progress++, resumed: () => {}, warning: () => {} },
  );
  return { result, progress };
}

it('a slot trains nothing that needs more memory than it may use, and says so', async () => {
  expect(await run(MEBIBYTE)).toEqual({
    result: {
      kind: 'failed',
      reason: 'outOfMemory',
      message: expect.stringMatching(/^The network needs \d MiB at this batch size, 1 MiB is the limit/),
    },
    progress: 0,
  });
  const { result } = await run(64 * MEBIBYTE);
  expect(result).toMatchObject({ kind: 'finished' });
});
