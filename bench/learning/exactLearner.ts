import { writeFileSync } from 'node:fs';
import type { Dataset } from '@naschain/datasets';
import { ExactEngine, Random } from '@naschain/exact';
import { type NetworkDescription, planOf } from '../networks/description.ts';
import { augmentedBatch } from './augment.ts';
import type { EpochResult, Learner } from './learner.ts';
import { type LearningRecipe, rateOf } from './recipe.ts';

/** Streams of a seed's generator, apart from that of the weights. */
const STREAMS = { order: 1000, augmentation: 1001 };

export interface ExactLearnerOptions {
  readonly network: NetworkDescription;
  readonly dataset: Dataset;
  /** The first so many images are trained on. */
  readonly images: number;
  readonly recipe: LearningRecipe;
  readonly threads: number;
  /** Where to write the initial weights of each training, in canonical order. */
  readonly weightsPath: string;
}

/** The exact engine in its best build. */
export async function openExactLearner(options: ExactLearnerOptions): Promise<Learner> {
  const { network, recipe, threads } = options;
  const { batch, normalisation } = recipe;
  const engine = await ExactEngine.create(planOf(network), { batchSize: batch, threads, normalisation });
  return new ExactLearner(engine, options);
}

class ExactLearner implements Learner {
  readonly engine = 'exact';
  readonly setting: string;
  readonly #engine: ExactEngine;
  readonly #options: ExactLearnerOptions;
  #order = new Uint32Array();
  #orderRandom = new Random(0, 0);
  #augmentationRandom = new Random(0, 0);
  #step = 0;

  constructor(engine: ExactEngine, options: ExactLearnerOptions) {
    this.#engine = engine;
    this.#options = options;
    this.setting = engine.build;
  }

  async start(seed: number): Promise<void> {
    this.#engine.initialise(seed);
    writeFileSync(this.#options.weightsPath, this.#engine.weights());
    this.#order = Uint32Array.from({ length: this.#options.images }, (_, index) => index);
    this.#orderRandom = new Random(seed, STREAMS.order);
    this.#augmentationRandom = new Random(seed, STREAMS.augmentation);
    this.#step = 0;
  }

  async epoch(): Promise<EpochResult> {
    const { dataset, recipe } = this.#options;
    const { momentum, weightDecay } = recipe;
    const steps = recipe.epochs * Math.ceil(this.#order.length / recipe.batch);
    const augmentation = {
      image: dataset.header.image,
      shift: recipe.shift,
      random: this.#augmentationRandom,
    };
    this.#orderRandom.shuffle(this.#order);
    let total = 0;
    for (let first = 0; first < this.#order.length; first += recipe.batch) {
      const indices = this.#order.subarray(first, first + recipe.batch);
      const { images, labels } = augmentedBatch(dataset.train, indices, augmentation);
      const learningRate = rateOf(recipe, this.#step, steps);
      const hyper = { learningRate, momentum, weightDecay };
      total += labels.length * (await this.#engine.trainStep(images, labels, hyper));
      this.#step += 1;
    }
    const hits = await this.#engine.evaluate(dataset.test.images, dataset.test.labels);
    return { loss: total / this.#order.length, hits };
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
