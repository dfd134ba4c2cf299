import { serveSlot } from '../slot/serveSlot.ts';
import type { Trainer } from '../slot/trainer.ts';

/** Entry of a slot's process in tests: what its "training" does is said by the number of epochs. */
const CRASH = 13;
const REFUSE = 14;
const DIVERGE = 15;
const TOO_LARGE = 16;
const ENDLESS = 1000;

class Divergence extends Error {}
class OutOfMemory extends Error {}

const train: Trainer['train'] = async ({ spec, chainHash, dataset, memoryLimit, onProgress }) => {
  const { epochs } = spec.recipe;
  onProgress?.({ fraction: 0.5, epoch: 1 });
  if (epochs === CRASH) process.kill(process.pid, 'SIGSEGV');
  if (epochs === REFUSE) throw new Error('the engine said no');
  if (epochs === TOO_LARGE) throw new OutOfMemory(`it does not fit into ${memoryLimit} bytes`);
  if (epochs === DIVERGE) throw new Divergence('the loss is NaN');
  // Blocks the event loop, as an engine may: only a kill can end it.
  if (epochs === ENDLESS) setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 50);
  if (epochs === ENDLESS) await new Promise(() => {});
  return {
    accuracy: dataset.train.labels.length,
    params: process.pid,
    flops: 2,
    numericClass: 'exact-1',
    digest: chainHash,
    curve: [{ epoch: 1, loss: 1, hits: 1, digest: chainHash }],
    seconds: 0.1,
  };
};

serveSlot({
  train,
  codeOf: (error) => {
    if (error instanceof OutOfMemory) return 'out-of-memory';
    return error instanceof Divergence ? 'diverged' : null;
  },
  encodeCheckpoint: () => new Uint8Array(0),
  decodeCheckpoint: () => {
    throw new Error('these trainings have no checkpoints');
  },
});
