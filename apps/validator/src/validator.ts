import { type Signer, signWeights } from '@naschain/protocol/signing';
import { AgreedChains } from './agreedChains.ts';
import { checkBatch } from './checkBatch.ts';
import type { Genomaster } from './genomaster.ts';
import { closeEpoch, countBatches } from './ledger.ts';
import type { Tell } from './notice.ts';
import { type RetryOptions, retry } from './retry.ts';
import { initialState, type ValidatorState } from './state.ts';
import { readState, writeState } from './stateFile.ts';
import { ValidatorError } from './validatorError.ts';

export interface ValidatorOptions {
  readonly genomaster: Genomaster;
  /** Names the Genomaster in the state file. */
  readonly genomasterUrl: string;
  readonly signer: Signer;
  readonly stateFile: string;
  readonly intervalMs: number;
  readonly epochMs: number;
  /** Count what there is, close one epoch, and return. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly retry: Pick<RetryOptions, 'attempts' | 'random'>;
  readonly tell: Tell;
}

/** Batches asked for at once (the Genomaster may send fewer); a batch of three results of 300 epochs is about 120 kB. */
const PAGE = 50;

/** Counts batches, closes epochs and reports weights until stopped (or once). @throws ValidatorError */
export async function runValidator(options: ValidatorOptions): Promise<void> {
  const { signal, tell, signer, genomasterUrl } = options;
  let state = await loadState(options);
  const chains = new AgreedChains();
  tell({ kind: 'started', hotkey: signer.address, genomaster: genomasterUrl, cursor: state.cursor });
  try {
    while (!signal.aborted) {
      state = await sendPending(state, options);
      state = await catchUp(state, chains, options);
      if (signal.aborted) break;
      if (options.once || isDue(state, options)) {
        state = await endEpoch(state, options);
        state = await sendPending(state, options);
      }
      if (options.once) return;
      await options.sleep(options.intervalMs);
    }
  } catch (error) {
    // What a stop interrupts is taken up again at the next start: the state on disk is whole at any moment.
    if (!signal.aborted || error instanceof ValidatorError) throw error;
  }
  tell({ kind: 'stopped', cursor: state.cursor });
}

async function loadState(options: ValidatorOptions): Promise<ValidatorState> {
  const { stateFile, signer, genomaster, genomasterUrl } = options;
  const state = await readState(stateFile);
  if (state === null) {
    const epoch = await persistently(options, () => genomaster.lastEpoch(signer.address));
    const now = options.now().toISOString();
    return writeState(
      stateFile,
      initialState({ hotkey: signer.address, genomaster: genomasterUrl, epoch, now }),
    );
  }
  if (state.hotkey !== signer.address || state.genomaster !== genomasterUrl) {
    throw new ValidatorError(
      'state',
      `${stateFile} belongs to ${state.hotkey} at ${state.genomaster}: name another --data folder`,
    );
  }
  return state;
}

function isDue(state: ValidatorState, { now, epochMs }: ValidatorOptions): boolean {
  return now().getTime() - Date.parse(state.epochStartedAt) >= epochMs;
}

/** Counts page after page; each is on disk, with its cursor, before the next is asked for. */
async function catchUp(
  from: ValidatorState,
  chains: AgreedChains,
  options: ValidatorOptions,
): Promise<ValidatorState> {
  let state = from;
  while (!options.signal.aborted) {
    const { cursor } = state;
    const batches = await persistently(options, () => options.genomaster.batches(cursor, PAGE));
    if (batches.length === 0) return state;
    const checks = batches.map((batch) => {
      const check = checkBatch(batch, chains);
      chains.note(batch, check);
      return check;
    });
    state = await writeState(options.stateFile, countBatches(state, checks));
    for (const { cursor: at, jobId, differences } of checks) {
      for (const difference of differences) {
        options.tell({ kind: 'difference', cursor: at, jobId, difference });
      }
    }
    options.tell({ kind: 'counted', batches: batches.length, cursor: state.cursor });
  }
  return state;
}

/** Closes the epoch and signs its weights; both are on disk before anything is sent. */
async function endEpoch(before: ValidatorState, options: ValidatorOptions): Promise<ValidatorState> {
  const closing = closeEpoch(before, options.now().toISOString());
  const { rejections, differences, cursor: throughCursor } = before;
  if (closing.kind === 'nothingEarned') {
    const state = await writeState(options.stateFile, closing.state);
    options.tell({ kind: 'nothingEarned', throughCursor, miners: closing.rows, rejections, differences });
    return state;
  }
  const { payload } = closing;
  const pendingReport = signWeights(options.signer, payload);
  const state = await writeState(options.stateFile, { ...closing.state, pendingReport });
  options.tell({
    kind: 'epoch',
    epoch: payload.epoch,
    throughCursor,
    miners: payload.scores,
    rejections,
    differences,
  });
  return state;
}

/** Sends the report that a crash or an outage may have left; reporting the same epoch twice does no harm. */
async function sendPending(state: ValidatorState, options: ValidatorOptions): Promise<ValidatorState> {
  const { pendingReport } = state;
  if (pendingReport === null) return state;
  const { genomaster, signer, stateFile, tell } = options;
  const receipt = await persistently(options, () => genomaster.reportWeights(pendingReport));
  // A report that the Genomaster knows otherwise than we do means that our own count of epochs was lost.
  const epoch =
    receipt === 'known'
      ? Math.max(state.epoch, await persistently(options, () => genomaster.lastEpoch(signer.address)))
      : state.epoch;
  const next = await writeState(stateFile, { ...state, epoch, pendingReport: null });
  tell({ kind: 'reported', epoch: pendingReport.payload.epoch, receipt });
  return next;
}

function persistently<T>(options: ValidatorOptions, action: () => Promise<T>): Promise<T> {
  return retry(action, {
    ...options.retry,
    signal: options.signal,
    sleep: options.sleep,
    onRetry: (message, seconds) => options.tell({ kind: 'retrying', message, seconds }),
  });
}
