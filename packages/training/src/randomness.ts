import { Random } from '@naschain/exact';
import type { Recipe } from '@naschain/protocol';

/** One stream of the recipe's seed per purpose (the engine draws the weights from stream 0): none depends on how much
 * another has drawn. */
const STREAMS = { split: 1, epochs: 1000, augmentation: 1_000_000, dropPath: 2_000_000 } as const;

export interface Split {
  /** Indices into the dataset's training split; the two have none in common. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/** Draws the images to train and to validate on from the `count` images of the dataset's training split. */
export function drawSplit({ seed, trainSamples, validationSamples }: Recipe, count: number): Split {
  const indices = Uint32Array.from({ length: count }, (_, index) => index);
  new Random(seed, STREAMS.split).shuffle(indices, trainSamples + validationSamples);
  return {
    train: indices.slice(0, trainSamples),
    validation: indices.slice(trainSamples, trainSamples + validationSamples),
  };
}

/** The order of the training images in an epoch, counted from 1. */
export function drawOrder({ seed }: Recipe, train: Uint32Array, epoch: number): Uint32Array {
  const order = train.slice();
  new Random(seed, STREAMS.epochs + epoch).shuffle(order);
  return order;
}

/** What the augmentation of an epoch, counted from 1, draws from. */
export function augmentationRandom({ seed }: Recipe, epoch: number): Random {
  return new Random(seed, STREAMS.augmentation + epoch);
}

/** What an epoch, counted from 1, draws the seed of each step's dropped paths from. */
export function dropPathRandom({ seed }: Recipe, epoch: number): Random {
  return new Random(seed, STREAMS.dropPath + epoch);
}
