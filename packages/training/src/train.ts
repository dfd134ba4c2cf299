import { ExactEngine, ExactError } from '@naschain/exact';
import {
  type EpochRecord,
  EXACT_NUMERIC_CLASS,
  type JobSpec,
  type TrainingResult,
  trainedEpochs,
} from '@naschain/protocol';
import { decodeSpec } from './decodeSpec.ts';
import { DigestChain } from './digestChain.ts';
import { TrainingError } from './error.ts';
import { measureNormalisation } from './normalisation.ts';
import { planFromGraph } from './planFromGraph.ts';
import { drawOrder, drawSplit, type Split } from './randomness.ts';
import { cosineRate } from './schedule.ts';
import { checkData, gather, type TrainingData } from './trainingData.ts';

export interface TrainingProgress {
  /** Share of the whole work done, 0 to 1, never falling. */
  readonly fraction: number;
  /** The epoch under way, from 1. */
  readonly epoch: number;
}

export interface TrainingRequest {
  readonly spec: JobSpec;
  /** Start of the digest chain: `chainHash` of the protocol. */
  readonly chainHash: string;
  readonly dataset: TrainingData;
  /** Compute threads; the result does not depend on them. */
  readonly threads: number;
  /** Called after each batch, at most ten times a second, and at the end. */
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Ends the run at once. */
  readonly signal?: AbortSignal;
}

/** A result as the protocol wants it, but for the device, which the caller knows. */
export type TrainingOutcome = Omit<TrainingResult, 'device'>;

/** What an image costs in training, measured in images classified. */
const TRAINING_COST = 3;
const PROGRESS_INTERVAL_MS = 100;
/** The protocol's bound on a loss; beyond it a run has left all sense. */
const MAX_LOSS = 1e6;

/**
 * Trains the spec's network by the recipe (README) on the exact engine. Everything but `seconds` is a pure function of
 * the spec, its chain hash and the dataset.
 * @throws TrainingError
 */
export async function train(request: TrainingRequest): Promise<TrainingOutcome> {
  const { spec, dataset, threads, signal } = request;
  const started = performance.now();
  const graph = decodeSpec(spec);
  checkData(dataset, spec);
  requireNotAborted(signal);
  const split = drawSplit(spec.recipe, dataset.train.labels.length);
  const normalisation = measureNormalisation(dataset, split.train);
  const { batchSize, validationSamples } = spec.recipe;
  let engine: ExactEngine | undefined;
  const stop = (): void => void engine?.close();
  signal?.addEventListener('abort', stop);
  try {
    engine = await ExactEngine.create(planFromGraph(graph), { batchSize, threads, normalisation });
    requireNotAborted(signal);
    const curve = await runEpochs(engine, request, split);
    const last = curve[curve.length - 1];
    if (!last) throw new RangeError('a recipe has at least one epoch');
    return {
      accuracy: (100 * last.hits) / validationSamples,
      params: graph.params,
      flops: graph.flops,
      numericClass: EXACT_NUMERIC_CLASS,
      digest: last.digest,
      curve,
      seconds: (performance.now() - started) / 1000,
    };
  } catch (cause) {
    throw signal?.aborted ? aborted() : asTrainingError(cause);
  } finally {
    signal?.removeEventListener('abort', stop);
    await engine?.close();
  }
}

async function runEpochs(
  engine: ExactEngine,
  request: TrainingRequest,
  split: Split,
): Promise<EpochRecord[]> {
  const { spec, dataset, onProgress } = request;
  const { recipe } = spec;
  engine.initialise(recipe.seed);
  const chain = new DigestChain(request.chainHash);
  const meter = new ProgressMeter(recipe, onProgress);
  const validation = gather(dataset, split.validation);
  const curve: EpochRecord[] = [];
  for (let epoch = 1; epoch <= trainedEpochs(recipe); epoch++) {
    meter.epoch = epoch;
    const loss = await trainEpoch(engine, request, split.train, meter);
    const hits = await countHits(engine, validation, meter);
    curve.push({ epoch, loss, hits, digest: chain.append(epoch, engine.weights()) });
  }
  return curve;
}

/** One pass over the training images; returns the mean of their losses. */
async function trainEpoch(
  engine: ExactEngine,
  { spec: { recipe }, dataset }: TrainingRequest,
  train: Uint32Array,
  meter: ProgressMeter,
): Promise<number> {
  const { batchSize, momentum, weightDecay } = recipe;
  const order = drawOrder(recipe, train, meter.epoch);
  const stepsPerEpoch = Math.ceil(order.length / batchSize);
  // Of the whole schedule, also of a training that stops early: its epochs are those of the full one.
  const steps = recipe.epochs * stepsPerEpoch;
  let total = 0;
  for (let step = 0; step < stepsPerEpoch; step++) {
    const { images, labels } = gather(dataset, order.subarray(step * batchSize, (step + 1) * batchSize));
    const learningRate = cosineRate(recipe.learningRate, (meter.epoch - 1) * stepsPerEpoch + step, steps);
    const loss = await engine.trainStep(images, labels, { learningRate, momentum, weightDecay });
    total += loss * labels.length;
    meter.add(TRAINING_COST * labels.length);
  }
  const mean = total / order.length;
  if (mean > MAX_LOSS) throw new TrainingError('diverged', `The loss rose to ${mean}.`);
  return mean;
}

async function countHits(
  engine: ExactEngine,
  { images, labels }: { images: Uint8Array; labels: Uint16Array },
  meter: ProgressMeter,
): Promise<number> {
  const size = images.length / labels.length;
  let hits = 0;
  for (let first = 0; first < labels.length; first += engine.batchSize) {
    const end = Math.min(labels.length, first + engine.batchSize);
    hits += await engine.evaluate(images.subarray(first * size, end * size), labels.subarray(first, end));
    meter.add(end - first);
  }
  return hits;
}

/** Turns work done into calls of `onProgress`, not too many. */
class ProgressMeter {
  epoch = 0;
  readonly #total: number;
  readonly #report: TrainingRequest['onProgress'];
  #done = 0;
  #lastReport = Number.NEGATIVE_INFINITY;

  constructor(recipe: JobSpec['recipe'], report: TrainingRequest['onProgress']) {
    const { trainSamples, validationSamples } = recipe;
    this.#total = trainedEpochs(recipe) * (TRAINING_COST * trainSamples + validationSamples);
    this.#report = report;
  }

  add(work: number): void {
    this.#done += work;
    const now = performance.now();
    if (this.#done < this.#total && now - this.#lastReport < PROGRESS_INTERVAL_MS) return;
    this.#lastReport = now;
    this.#report?.({ fraction: this.#done / this.#total, epoch: this.epoch });
  }
}

function requireNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted();
}

function aborted(): TrainingError {
  return new TrainingError('aborted', 'The training run was aborted.');
}

function asTrainingError(cause: unknown): unknown {
  if (!(cause instanceof ExactError)) return cause;
  switch (cause.code) {
    case 'non-finite':
      return new TrainingError('diverged', cause.message, { cause });
    case 'out-of-memory':
      return new TrainingError('out-of-memory', cause.message, { cause });
    default:
      return new TrainingError('engine-failed', `The exact engine failed: ${cause.message}`, { cause });
  }
}
