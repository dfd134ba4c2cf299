import { join } from 'node:path';
import { chainHash } from '@naschain/protocol/signing';
import { expect, it } from 'vitest';
import { storeNoisyDataset, trainingOffer } from '../testing/fixtures.ts';
import { useSlot } from '../testing/useSlot.ts';

const MEBIBYTE = 2 ** 20;

const setup = useSlot('trainingSlotEntry.ts', storeNoisyDataset);

async function run(memoryLimit: number) {
  const { assignmentId, spec } = trainingOffer(setup.sha256, 1);
  const dataset = join(setup.folder, setup.sha256);
  const checkpoint = { file: join(setup.folder, 'checkpoint'), everySeconds: 600 };
  const task = { assignmentId, spec, chainHash: chainHash(spec), dataset, checkpoint };
  let progress = 0;
  const result = await setup.slot.run(
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
