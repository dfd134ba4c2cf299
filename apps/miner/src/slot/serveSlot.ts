import { type Dataset, openDataset } from '@naschain/datasets';
import type { TrainingCheckpoint, TrainingErrorCode } from '@naschain/training';
import { CheckpointFile } from './checkpointFile.ts';
import { type FailureReason, type Order, type Outcome, orderSchema, type Report } from './messages.ts';
import type { Trainer } from './trainer.ts';

type Send = (report: Report) => void;

/** The body of a slot's process: trains what it is told to, one order after the other, until its miner goes away. */
export function serveSlot(trainer: Trainer): void {
  const send: Send = (report) => {
    if (process.connected) process.send?.(report);
  };
  // Signals of the terminal reach the whole group; when to stop is the miner's decision.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.on('disconnect', () => process.exit(0));
  let opened: { path: string; dataset: Dataset } | null = null;
  let busy: Promise<void> = Promise.resolve();
  process.on('message', (message) => {
    const order = orderSchema.parse(message);
    const { assignmentId } = order;
    busy = busy.then(async () => {
      try {
        if (opened?.path !== order.dataset) {
          opened = null;
          opened = { path: order.dataset, dataset: await openDataset(order.dataset) };
        }
        const outcome = await carryOut(trainer, order, opened.dataset, send);
        send({ kind: 'finished', assignmentId, outcome });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const reason = reasonOf(trainer.codeOf(error));
        send({ kind: 'failed', assignmentId, message: message.slice(0, 2000), reason });
      }
    });
  });
}

function reasonOf(code: TrainingErrorCode | null): FailureReason {
  if (code === 'out-of-memory') return 'outOfMemory';
  return code === 'diverged' ? 'diverged' : 'trainingFailed';
}

/** Trains, from the checkpoint of an earlier run if there is a sound one, and keeps the checkpoint up to date. */
async function carryOut(trainer: Trainer, order: Order, dataset: Dataset, send: Send): Promise<Outcome> {
  const { assignmentId, checkpoint } = order;
  const file = new CheckpointFile({
    ...checkpoint,
    trainer,
    warn: (message) => send({ kind: 'warning', assignmentId, message: message.slice(0, 2000) }),
  });
  try {
    const resume = await file.read();
    if (resume === null) return await run(trainer, order, dataset, send, file);
    try {
      return await run(trainer, order, dataset, send, file, resume);
    } catch (error) {
      const code = trainer.codeOf(error);
      if (code !== 'checkpoint-mismatch' && code !== 'checkpoint-damaged') throw error;
      await file.discard(error);
      return await run(trainer, order, dataset, send, file);
    }
  } finally {
    // Nothing may appear on disk after the miner has heard that it is over.
    await file.settled();
  }
}

function run(
  trainer: Trainer,
  { assignmentId, spec, chainHash, threads, memoryLimit }: Order,
  dataset: Dataset,
  send: Send,
  file: CheckpointFile,
  resume?: TrainingCheckpoint,
): Promise<Outcome> {
  const { image, classes } = dataset.header;
  let begun = false;
  return trainer.train({
    spec,
    chainHash,
    dataset: { image, classes: classes.length, train: dataset.train },
    threads,
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    onCheckpoint: (checkpoint) => file.offer(checkpoint),
    onProgress: ({ fraction, epoch }) => {
      // Only now is it sure that the checkpoint fits.
      if (!begun && resume !== undefined) send({ kind: 'resumed', assignmentId, epoch: resume.curve.length });
      begun = true;
      send({ kind: 'progress', assignmentId, fraction, epoch });
    },
    ...(resume === undefined ? {} : { resume }),
  });
}
