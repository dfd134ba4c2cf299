import { join } from 'node:path';
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
  options: {
    genomaster,
    genomasterHotkey: null,
    wallet: { path: '', name: '', hotkey: '' },
    slots: 1,
    threads: 1,
    engine: 'exact',
    data,
    worker: 'test',
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
