import { ExactError, type Hyperparameters } from '@naschain/exact';
import { type EpochRecord, type Recipe, trainedEpochs } from '@naschain/protocol';
import { type Augmentation, augmentationOf } from './augmentation.ts';
import { DigestChain } from './digestChain.ts';
import type { TrainingEngine } from './engine.ts';
import { TrainingError } from './error.ts';
import { ProgressMeter } from './progressMeter.ts';
import { augmentationRandom, drawOrder, dropPathRandom, type Split } from './randomness.ts';
import { dropPathOf, learningRateOf } from './schedule.ts';
import { type Batch, gather } from './trainingData.ts';
import type { TrainingRequest } from './trainingRequest.ts';

/** The protocol's bound on a loss; beyond it a run has left all sense. */
const MAX_LOSS = 1e6;

/** Trains one epoch after another, from the start or from a checkpoint that has been checked. */
export class EpochRunner {
  readonly #engine: TrainingEngine;
  readonly #request: TrainingRequest;
  readonly #split: Split;
  readonly #augmentation: Augmentation | null;
  readonly #chain: DigestChain;
  readonly #meter: ProgressMeter;
  readonly #curve: EpochRecord[];

  /** @param mean of each channel over the training images */
  constructor(
    engine: TrainingEngine,
    request: TrainingRequest,
    { split, mean }: { readonly split: Split; readonly mean: readonly number[] },
  ) {
    const { spec, resume, chainHash, onProgress } = request;
    const { recipe, dataset } = spec;
    this.#engine = engine;
    this.#request = request;
    this.#split = split;
    this.#augmentation = augmentationOf(recipe, dataset.image, mean);
    this.#curve = [...(resume?.curve ?? [])];
    this.#chain = new DigestChain(this.#curve.at(-1)?.digest ?? chainHash);
    const epochs = { epochs: trainedEpochs(recipe), done: this.#curve.length };
    this.#meter = new ProgressMeter(recipe, epochs, onProgress);
    if (resume === undefined) engine.initialise(recipe.seed);
    else restore(engine, resume.state);
  }

  /** Of the epochs trained so far. */
  get curve(): readonly EpochRecord[] {
    return this.#curve;
  }

  get hits(): number[] {
    return this.#curve.map(({ hits }) => hits);
  }

  /** Trains and measures an epoch. @returns the engine's state after it, which the digest stands for */
  async next(): Promise<Uint8Array> {
    const epoch = this.#curve.length + 1;
    this.#meter.epoch = epoch;
    const loss = await this.#train(epoch);
    const hits = await this.#countHits();
    const state = await this.#engine.checkpoint();
    this.#curve.push({ epoch, loss, hits, digest: this.#chain.append(epoch, state) });
    return state;
  }

  /** No more epochs follow. */
  end(): void {
    this.#meter.end();
  }

  /** One pass over the training images; returns the mean of their losses. */
  async #train(epoch: number): Promise<number> {
    const { recipe } = this.#request.spec;
    const nextBatch = this.#batches(epoch);
    const steps = Math.ceil(recipe.trainSamples / recipe.batchSize);
    const nextOptions = stepOptions(recipe, epoch, steps);
    let total = 0;
    let batch = nextBatch();
    for (let step = 0; step < steps; step++) {
      const { length } = batch.labels;
      const running = this.#engine.trainStep(batch.images, batch.labels, nextOptions());
      // The engine has copied the batch, and computes in its own threads.
      batch = nextBatch();
      total += (await running) * length;
      this.#meter.trained(length);
    }
    const mean = total / recipe.trainSamples;
    if (mean > MAX_LOSS) throw new TrainingError('diverged', `The loss rose to ${mean}.`);
    return mean;
  }

  /** Gives the epoch's batches in order, then empty ones. */
  #batches(epoch: number): () => Batch {
    const { spec, dataset } = this.#request;
    const { recipe } = spec;
    const order = drawOrder(recipe, this.#split.train, epoch);
    const copy = this.#augmentation?.(augmentationRandom(recipe, epoch)) ?? null;
    let first = 0;
    return () => {
      first += recipe.batchSize;
      return gather(dataset, order.subarray(first - recipe.batchSize, first), copy);
    };
  }

  async #countHits(): Promise<number> {
    const { validation } = this.#split;
    const { batchSize } = this.#engine;
    let hits = 0;
    for (let first = 0; first < validation.length; first += batchSize) {
      const indices = validation.subarray(first, first + batchSize);
      const { images, labels } = gather(this.#request.dataset, indices);
      hits += await this.#engine.evaluate(images, labels);
      this.#meter.classified(labels.length);
    }
    return hits;
  }
}

/**
 * Gives the options of an epoch's `steps` steps in order. They are those of the whole schedule, also of a training that stops
 * early: its epochs are those of the full one.
 */
function stepOptions(recipe: Recipe, epoch: number, steps: number): () => Hyperparameters {
  const { momentum, weightDecay, gradientClip, labelSmoothing, dropPath } = recipe;
  const constant = {
    momentum,
    weightDecay,
    ...(gradientClip === undefined ? {} : { gradientClip }),
    ...(labelSmoothing === undefined ? {} : { labelSmoothing }),
  };
  const probability = dropPathOf(recipe, epoch);
  const random = dropPathRandom(recipe, epoch);
  let step = (epoch - 1) * steps;
  return () => ({
    ...constant,
    learningRate: learningRateOf(recipe, step++, steps),
    ...(dropPath === undefined ? {} : { dropPath: { probability, seed: random.uint32() } }),
  });
}

/** @throws TrainingError `checkpoint-damaged` */
function restore(engine: TrainingEngine, state: Uint8Array): void {
  try {
    engine.restore(state);
  } catch (cause) {
    const misfit =
      cause instanceof RangeError || (cause instanceof ExactError && cause.code === 'argument-invalid');
    if (!misfit) throw cause;
    throw new TrainingError('checkpoint-damaged', `The checkpoint does not fit: ${cause.message}`, { cause });
  }
}
