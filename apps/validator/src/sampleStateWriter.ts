import { writeSync } from 'node:fs';
import { signingReady } from '@naschain/protocol/signing';
import { sampleMiner } from './sampleBatch.ts';
import { initialState } from './state.ts';
import { readState, writeState } from './stateFile.ts';

// Writes the state over and over, and prints each cursor once it is on disk, until a test kills it.

const file = process.argv[2];
if (file === undefined) throw new Error('usage: sampleStateWriter.ts FILE');
await signingReady();
const fresh = {
  hotkey: sampleMiner(0).address,
  genomaster: 'http://g',
  epoch: 0,
  now: new Date().toISOString(),
};
let state = (await readState(file)) ?? initialState(fresh);
for (;;) {
  state = await writeState(file, { ...state, cursor: state.cursor + 1 });
  writeSync(1, `${state.cursor}\n`);
}
