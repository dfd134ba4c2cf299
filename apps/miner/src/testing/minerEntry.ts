import { join } from 'node:path';
import { EXACT_NUMERIC_CLASS } from '@naschain/protocol';
import { signerFromSeed, signingReady } from '@naschain/protocol/signing';
import { assembleMiner } from '../assembleMiner.ts';
import { SlotProcess } from '../slot/slotProcess.ts';
import { createLineReporter } from '../terminalReporter.ts';

// A miner in a process of its own, for tests that kill it: one slot that really trains and keeps every checkpoint.
// Arguments: address of the Genomaster, data folder.
const [genomaster = '', data = ''] = process.argv.slice(2);
await signingReady();
const entry = join(import.meta.dirname, 'trainingSlotEntry.ts');
const slots = [new SlotProcess(entry, [], ['--import', 'tsx'])];
const miner = await assembleMiner({
  options: { genomaster, genomasterHotkey: null, memoryLimit: null, data, worker: 'test' },
  setup: {
    engine: {
      kind: 'works',
      engine: 'exact',
      variant: '',
      device: '',
      numericClass: EXACT_NUMERIC_CLASS,
      imagesPerSecond: null,
    },
    device: 'test device',
    threads: 1,
  },
  signer: signerFromSeed(new Uint8Array(32).fill(7)),
  slots,
  reporter: createLineReporter(
    (line) => process.stdout.write(line),
    () => new Date(),
  ),
  checkpointSeconds: 0,
});
await miner.run();
