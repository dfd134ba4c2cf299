import type { JobSpec } from './jobSpec.ts';

/** A small macro job, for tests. */
export const sampleSpec: JobSpec = {
  v: 1,
  space: { kind: 'macro', phases: 2, nodes: 3, channels: 4 },
  genome: '11011010',
  dataset: { sha256: 'ab'.repeat(32), image: { height: 10, width: 10, channels: 1 }, classes: 4 },
  recipe: {
    epochs: 4,
    batchSize: 32,
    learningRate: 0.1,
    momentum: 0.9,
    weightDecay: 1e-4,
    trainSamples: 200,
    validationSamples: 50,
    seed: 1,
  },
};
