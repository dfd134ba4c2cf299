import { type Dataset, openDataset } from '@naschain/datasets';
import type { train } from '@naschain/training';
import { type Order, type Outcome, orderSchema, type Report } from './messages.ts';

/** The training function of @naschain/training, which only the slot's entry loads. */
export type Trainer = typeof train;

/**
 * The body of a slot's process: trains what it is told to, one order after the other, until its miner goes away.
 * @param isDivergence tells the trainer's error for arithmetic that diverged from all others
 */
export function serveSlot(trainer: Trainer, isDivergence: (error: unknown) => boolean): void {
  const send = (report: Report) => {
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
    busy = busy.then(async () => {
      try {
        if (opened?.path !== order.dataset) {
          opened = null;
          opened = { path: order.dataset, dataset: await openDataset(order.dataset) };
        }
        send({
          kind: 'finished',
          assignmentId: order.assignmentId,
          outcome: await run(trainer, order, opened.dataset, send),
        });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        send({
          kind: 'failed',
          assignmentId: order.assignmentId,
          message: message.slice(0, 2000),
          diverged: isDivergence(error),
        });
      }
    });
  });
}

function run(
  trainer: Trainer,
  order: Order,
  dataset: Dataset,
  send: (report: Report) => void,
): Promise<Outcome> {
  const { assignmentId, spec, chainHash, threads } = order;
  const { image, classes } = dataset.header;
  return trainer({
    spec,
    chainHash,
    dataset: { image, classes: classes.length, train: dataset.train },
    threads,
    onProgress: ({ fraction, epoch }) => send({ kind: 'progress', assignmentId, fraction, epoch }),
  });
}
