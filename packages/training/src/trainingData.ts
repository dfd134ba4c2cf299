import type { ImageShape, JobSpec } from '@naschain/protocol';
import type { CopyImage } from './augmentation.ts';
import { TrainingError } from './error.ts';

/** The training split of a dataset, in memory. */
export interface TrainingData {
  readonly image: ImageShape;
  readonly classes: number;
  readonly train: {
    /** NHWC, one byte a value. */
    readonly images: Uint8Array;
    /** One class per image, from 0. */
    readonly labels: Uint16Array;
  };
}

/** @throws TrainingError `dataset-mismatch` or `dataset-too-small`, saying what differs. */
export function checkData(data: TrainingData, { dataset, recipe }: JobSpec): void {
  const { height, width, channels } = data.image;
  const wanted = dataset.image;
  if (height !== wanted.height || width !== wanted.width || channels !== wanted.channels) {
    const [has, wants] = [data.image, wanted].map(
      (image) => `${image.height}x${image.width}x${image.channels}`,
    );
    throw mismatch(`its images are ${has}, the spec wants ${wants}`);
  }
  if (data.classes !== dataset.classes) {
    throw mismatch(`it has ${data.classes} classes, the spec wants ${dataset.classes}`);
  }
  const count = data.train.labels.length;
  if (data.train.images.length !== count * height * width * channels) {
    throw mismatch(`${data.train.images.length} bytes of images do not fit ${count} labels`);
  }
  const wrong = data.train.labels.findIndex((label) => label >= data.classes);
  if (wrong >= 0) throw mismatch(`the label of image ${wrong} is not below the number of classes`);
  const needed = recipe.trainSamples + recipe.validationSamples;
  if (count < needed) {
    throw new TrainingError(
      'dataset-too-small',
      `The spec wants ${recipe.trainSamples} images to train on and ${recipe.validationSamples} to validate on; the training split has ${count}.`,
    );
  }
}

function mismatch(reason: string): TrainingError {
  return new TrainingError('dataset-mismatch', `This is not the dataset that the spec describes: ${reason}.`);
}

/** Some images with their labels, as the engine takes them. */
export interface Batch {
  readonly images: Uint8Array;
  readonly labels: Uint16Array;
}

/** Copies the images and labels at `indices` into one piece, the images by `copy` if it is given. */
export function gather(data: TrainingData, indices: Uint32Array, copy: CopyImage | null = null): Batch {
  const { height, width, channels } = data.image;
  const size = height * width * channels;
  const images = new Uint8Array(indices.length * size);
  const labels = new Uint16Array(indices.length);
  indices.forEach((index, place) => {
    if (copy !== null) copy(data.train.images, index * size, images, place * size);
    else images.set(data.train.images.subarray(index * size, (index + 1) * size), place * size);
    labels[place] = data.train.labels[index] ?? 0;
  });
  return { images, labels };
}
