import { DatasetError } from '@naschain/datasets';
import {
  type AssignmentOffer,
  type GiveBackReason,
  PROTOCOL_VERSION,
  type Progress,
  trainedEpochs,
} from '@naschain/protocol';
import { chainHash, type Signer, signResult, specHash } from '@naschain/protocol/signing';
import type { Checkpoints } from './checkpoints.ts';
import type { DatasetCache } from './datasetCache.ts';
import type { Outbox } from './outbox.ts';
import type { Reporter } from './reporter.ts';
import { backoffSeconds } from './retryPolicy.ts';
import type { Outcome } from './slot/messages.ts';
import type { SlotProcess, SlotResult } from './slot/slotProcess.ts';

export interface SeatsOptions {
  slots: readonly Pick<SlotProcess, 'run' | 'stop'>[];
  threads: number;
  /** Bytes of memory for each slot's network; null for as much as its engine can have. */
  memoryLimit: number | null;
  device: string;
  signer: Signer;
  datasets: Pick<DatasetCache, 'get'>;
  checkpoints: Checkpoints;
  /** Between two checkpoints of a training. */
  checkpointSeconds: number;
  outbox: Outbox;
  reporter: Reporter;
  giveBack: (assignmentId: string, reason: GiveBackReason) => Promise<void>;
  /** A seat has become free, or a result is in the outbox. */
  onChange: () => void;
  now: () => number;
  random: () => number;
}

interface Work {
  offer: AssignmentOffer;
  fraction: number;
  epoch: number;
}

/** After failures in a row the miner takes no work for a while: a broken machine must not burn through a search's jobs. */
const FAILURE_PAUSE = { firstSeconds: 2, longestSeconds: 300 };

/** The miner's slots and what each is doing. */
export class Seats {
  private readonly works: (Work | null)[];
  private failures = 0;
  private pausedUntil = 0;

  constructor(private readonly options: SeatsOptions) {
    this.works = options.slots.map(() => null);
  }

  /** Slots that can take work now; none while paused after failures. */
  free(): number {
    return this.pauseSeconds() > 0 ? 0 : this.works.filter((work) => work === null).length;
  }

  /** Seconds until work may be taken again after a failure. */
  pauseSeconds(): number {
    return Math.max(0, (this.pausedUntil - this.options.now()) / 1000);
  }

  /** What the next heartbeat says. */
  progress(): Progress[] {
    return this.works.flatMap((work) =>
      work === null
        ? []
        : [{ assignmentId: work.offer.assignmentId, fraction: work.fraction, epoch: work.epoch }],
    );
  }

  /** Begins an assignment on a free slot. An offer that cannot be carried out is given back. */
  start(offer: AssignmentOffer): void {
    if (this.works.some((work) => work?.offer.assignmentId === offer.assignmentId)) return;
    const slot = this.works.indexOf(null);
    if (slot < 0 || specHash(offer.spec) !== offer.specHash) {
      this.options.reporter.warn(
        `${label(offer)}: ${slot < 0 ? 'no slot is free' : 'its spec has another hash'}`,
      );
      void this.options.giveBack(offer.assignmentId, 'unsupported');
      return;
    }
    const work: Work = { offer, fraction: 0, epoch: 0 };
    this.works[slot] = work;
    void this.carryOut(slot, work);
  }

  /** Stops assignments that are ours no longer. */
  revoke(assignmentIds: readonly string[]): void {
    for (const [slot, work] of this.works.entries()) {
      if (work === null || !assignmentIds.includes(work.offer.assignmentId)) continue;
      this.options.reporter.info(`slot ${slot + 1}: ${label(work.offer)} is no longer needed, stopped`);
      this.vacate(slot);
      this.options.slots[slot]?.stop();
    }
  }

  /** Stops everything; returns what was running. */
  stopAll(): string[] {
    const running = this.progress().map((item) => item.assignmentId);
    for (const slot of this.works.keys()) this.vacate(slot);
    for (const process of this.options.slots) process.stop();
    return running;
  }

  private async carryOut(slot: number, work: Work): Promise<void> {
    const { offer } = work;
    const { reporter } = this.options;
    const holds = () => this.works[slot] === work;
    let result: SlotResult;
    try {
      const dataset = await this.options.datasets.get(offer.spec.dataset.sha256);
      await this.options.checkpoints.prune(this.works.flatMap((one) => one?.offer.specHash ?? []));
      if (!holds()) return;
      reporter.info(`slot ${slot + 1}: training ${label(offer)}`);
      result = await this.train(slot, work, dataset);
    } catch (error) {
      if (holds())
        this.fail(slot, work, error instanceof DatasetError ? 'datasetUnavailable' : 'trainingFailed', error);
      return;
    }
    if (!holds() || result.kind === 'stopped') return;
    if (result.kind === 'failed') {
      if (result.reason === 'diverged') this.diverge(slot, work, result.message);
      else this.fail(slot, work, result.reason, result.message);
      return;
    }
    this.failures = 0;
    await this.keep(slot, work, result.outcome);
    if (holds()) this.vacate(slot);
    else this.options.onChange();
  }

  private async train(slot: number, work: Work, dataset: string): Promise<SlotResult> {
    const { spec, specHash, assignmentId } = work.offer;
    const { reporter, threads, memoryLimit, checkpoints, checkpointSeconds } = this.options;
    const process = this.options.slots[slot];
    if (process === undefined) throw new RangeError(`there is no slot ${slot}`);
    const order = {
      kind: 'train' as const,
      assignmentId,
      spec,
      chainHash: chainHash(spec),
      dataset,
      threads,
      ...(memoryLimit === null ? {} : { memoryLimit }),
      checkpoint: { file: checkpoints.file(specHash), everySeconds: checkpointSeconds },
    };
    const name = label(work.offer);
    return process.run(order, {
      progress: (fraction, epoch) => {
        if (this.works[slot] !== work) return;
        work.fraction = fraction;
        work.epoch = epoch;
        reporter.progress(slot, { label: name, fraction, epoch, epochs: trainedEpochs(spec.recipe) });
      },
      resumed: (epoch) => reporter.info(`slot ${slot + 1}: ${name} goes on after epoch ${epoch}`),
      warning: (message) => reporter.warn(`slot ${slot + 1}: ${name}: ${message}`),
    });
  }

  /** Signs a result and puts it on disk before the slot is free; its checkpoint is of no more use then. */
  private async keep(slot: number, work: Work, outcome: Outcome): Promise<void> {
    const { assignmentId, specHash } = work.offer;
    const { signer, device, outbox, reporter, checkpoints } = this.options;
    const { payload, signature } = signResult(signer, {
      v: PROTOCOL_VERSION,
      domain: 'naschain/result',
      assignmentId,
      specHash,
      result: { ...outcome, device },
    });
    const accuracy = outcome.accuracy.toFixed(2);
    reporter.info(`slot ${slot + 1}: ${label(work.offer)} ${accuracy} % in ${outcome.seconds.toFixed(1)} s`);
    try {
      await outbox.add({ v: PROTOCOL_VERSION, assignmentId, payload, signature });
    } catch (error) {
      reporter.error(`the result could not be written to disk and is only in memory: ${text(error)}`);
      return;
    }
    await checkpoints.remove(specHash).catch((error: unknown) => reporter.warn(text(error)));
  }

  private fail(slot: number, work: Work, reason: GiveBackReason, error: unknown): void {
    const { reporter, now, random, giveBack } = this.options;
    this.failures += 1;
    const seconds = backoffSeconds(FAILURE_PAUSE, this.failures, random());
    this.pausedUntil = now() + seconds * 1000;
    reporter.error(
      `slot ${slot + 1}: ${label(work.offer)} failed: ${text(error)}; giving it back, no new work for ${seconds.toFixed(0)} s`,
    );
    void giveBack(work.offer.assignmentId, reason);
    this.vacate(slot);
  }

  /** No pause: the job's arithmetic is at fault, not this machine. */
  private diverge(slot: number, work: Work, message: string): void {
    const { reporter, giveBack, checkpoints } = this.options;
    void checkpoints.remove(work.offer.specHash).catch((error: unknown) => reporter.warn(text(error)));
    reporter.warn(`slot ${slot + 1}: ${label(work.offer)} diverged: ${message}; giving it back`);
    void giveBack(work.offer.assignmentId, 'diverged');
    this.vacate(slot);
  }

  private vacate(slot: number): void {
    this.works[slot] = null;
    this.options.reporter.progress(slot, null);
    this.options.onChange();
  }
}

function label(offer: AssignmentOffer): string {
  return `job ${offer.jobId.slice(0, 8)}`;
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
