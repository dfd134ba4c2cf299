import { Random } from '@naschain/exact';
import type { JobSpec } from '@naschain/protocol';
import type { TrainingData } from './trainingData.ts';

const SIDE = 10;
const CLASSES = 4;

/**
 * Images that a small network can tell apart: noise with a bright bar, whose orientation (rows, columns, both
 * diagonals) is the class and whose place is random. `side`: an even number of pixels.
 */
export function barImages(count: number, seed = 1, side = SIDE): TrainingData {
  const half = side / 2;
  const random = new Random(seed, 50);
  const images = new Uint8Array(count * side * side);
  const labels = new Uint16Array(count);
  for (let n = 0; n < count; n++) {
    const label = random.below(CLASSES);
    const place = 3 + random.below(side - 6);
    labels[n] = label;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const distance = [y - place, x - place, x - y + place - half, x + y - place - half][label];
        images[(n * side + y) * side + x] = random.below(90) + (distance === 0 ? 120 : 0);
      }
    }
  }
  return { image: { height: side, width: side, channels: 1 }, classes: CLASSES, train: { images, labels } };
}

/** A spec for `barImages`: two phases of three nodes, four channels wide. */
export function barSpec(recipe: Partial<JobSpec['recipe']> = {}): JobSpec {
  return {
    v: 1,
    space: { kind: 'macro', phases: 2, nodes: 3, channels: 4 },
    genome: '11011010',
    dataset: {
      sha256: 'ab'.repeat(32),
      image: { height: SIDE, width: SIDE, channels: 1 },
      classes: CLASSES,
    },
    recipe: {
      epochs: 2,
      batchSize: 32,
      learningRate: 0.1,
      momentum: 0.9,
      weightDecay: 1e-4,
      trainSamples: 200,
      validationSamples: 50,
      seed: 1,
      ...recipe,
    },
  };
}
