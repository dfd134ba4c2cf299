import { randomUUID } from 'node:crypto';
import { encodeDataset, FileBlobStore } from '@naschain/datasets';
import type { AssignmentOffer, JobSpec } from '@naschain/protocol';
import { specHash } from '@naschain/protocol/signing';

const image = { height: 4, width: 4, channels: 1 };

/** Puts a dataset of 8 + 2 images into a store; returns its hash. */
export async function storeSmallDataset(directory: string): Promise<string> {
  const split = (count: number) => ({ images: new Uint8Array(16 * count), labels: new Uint16Array(count) });
  const header = { name: 'small', image, classes: ['a', 'b'], splits: { train: 8, test: 2 } };
  const bytes = await encodeDataset({ header, train: split(8), test: split(2) });
  const { sha256 } = await new FileBlobStore(directory).put([bytes]);
  return sha256;
}

/** Puts a dataset into a store that a network can learn a little from: noise, brighter with the class; returns its hash. */
export async function storeNoisyDataset(directory: string): Promise<string> {
  const count = 400;
  const images = Uint8Array.from({ length: 64 * count }, (_, place) => {
    const index = Math.floor(place / 64);
    return ((place * 7919) % 151) + 25 * (index % 4);
  });
  const labels = Uint16Array.from({ length: count }, (_, index) => index % 4);
  const header = {
    name: 'noisy',
    image: { height: 8, width: 8, channels: 1 },
    classes: ['a', 'b', 'c', 'd'],
    splits: { train: count, test: 0 },
  };
  const test = { images: new Uint8Array(0), labels: new Uint16Array(0) };
  const bytes = await encodeDataset({ header, train: { images, labels }, test });
  const { sha256 } = await new FileBlobStore(directory).put([bytes]);
  return sha256;
}

/** An offer to really train on the noisy dataset. */
export function trainingOffer(sha256: string, epochs: number): AssignmentOffer {
  const { spec, ...offer } = offerOf(sha256, epochs);
  const real: JobSpec = {
    ...spec,
    space: { kind: 'macro', phases: 2, nodes: 3, channels: 4 },
    genome: '11011010',
    dataset: { sha256, image: { height: 8, width: 8, channels: 1 }, classes: 4 },
    recipe: {
      ...spec.recipe,
      batchSize: 16,
      trainSamples: 256,
      validationSamples: 100,
      augmentation: { crop: 1, flip: true },
    },
  };
  return { ...offer, spec: real, specHash: specHash(real) };
}

/** `epochs` tells the slot entry of tests how to behave. */
export function offerOf(sha256: string, epochs: number): AssignmentOffer {
  const spec: JobSpec = {
    v: 1,
    space: { kind: 'macro', phases: 1, nodes: 2, channels: 4 },
    genome: '11',
    dataset: { sha256, image, classes: 2 },
    recipe: {
      epochs,
      batchSize: 2,
      learningRate: 0.1,
      momentum: 0.9,
      weightDecay: 0,
      trainSamples: 4,
      validationSamples: 2,
      seed: 1,
    },
  };
  const ids = { assignmentId: randomUUID(), jobId: randomUUID(), searchId: randomUUID() };
  return { ...ids, spec, specHash: specHash(spec) };
}
