import { join } from 'node:path';
import { chainHash } from '@naschain/protocol/signing';
import { expect, it } from 'vitest';
import { offerOf, storeSmallDataset } from '../testing/fixtures.ts';
import { useSlot } from '../testing/useSlot.ts';

const setup = useSlot('tensorflowSlotEntry.ts', storeSmallDataset);

function run(epochs: number, onProgress: (fraction: number, epoch: number) => void) {
  const { assignmentId, spec } = offerOf(setup.sha256, epochs);
  const dataset = join(setup.folder, setup.sha256);
  const order = {
    kind: 'train' as const,
    assignmentId,
    spec,
    chainHash: chainHash(spec),
    dataset,
    threads: 1,
    checkpoint: { file: join(setup.folder, 'one.checkpoint'), everySeconds: 600 },
  };
  return setup.slot.run(order, { progress: onProgress, resumed: () => {}, warning: () => {} });
}

it('a slot tells of its progress and stops at once, though its engine blocks the event loop', async () => {
  const seen: number[] = [];
  const stopped = await new Promise((resolve) => {
    const ended = run(1000, (fraction) => {
      seen.push(fraction);
      // While it trains, not all at its end.
      if (seen.length < 4) return;
      const started = performance.now();
      setup.slot.stop();
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
