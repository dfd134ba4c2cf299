import type { DatasetHeader } from '@naschain/datasets';
import { algorithmSchema, assertNever, type SearchConfig } from '@naschain/protocol';
import type { DemoOptions } from './options.ts';

/** Training images of one genome that fit three minutes of search, 40 genomes and two cores, at the demo's sizes. */
const SAMPLES_IN_THREE_MINUTES = { macro: 1000, micro: 600 } as const;
const VALIDATION_SAMPLES = 500;

const TITLES: Record<DemoOptions['dataset'], string> = {
  mnist: 'MNIST',
  'fashion-mnist': 'Fashion-MNIST',
  cifar10: 'CIFAR-10',
};

/** The demo's search: small networks on part of the images, so that the whole takes about `--minutes`. */
export function demoSearch(
  options: DemoOptions,
  dataset: { sha256: string; header: DatasetHeader },
): SearchConfig {
  const { seed, population, generations, algorithm, mode } = options;
  const available = dataset.header.splits.train - VALIDATION_SAMPLES;
  const wanted = Math.round(
    (SAMPLES_IN_THREE_MINUTES[options.space] * options.minutes * 40) / (3 * population * generations),
  );
  return {
    name: `Demo: ${TITLES[options.dataset]}`,
    dataset: dataset.sha256,
    space: demoSpace(options),
    algorithm: algorithmSchema.parse({
      kind: algorithm,
      mode,
      population,
      generations,
      crossoverProbability: 0.9,
      mutationProbability: null,
    }),
    recipe: {
      epochs: 2,
      batchSize: 16,
      learningRate: 0.2,
      momentum: 0.9,
      weightDecay: 0.0005,
      trainSamples: Math.max(64, Math.min(wanted, available)),
      validationSamples: VALIDATION_SAMPLES,
      seed,
    },
    replication: { kind: 'fixed', quorum: 3, maxReplicas: 7, tolerance: 1 },
    seed,
  };
}

/** A space whose networks a laptop trains in seconds. */
function demoSpace({
  space,
  nodes = 4,
  blocks = 2,
  cells = 3,
  channels,
}: DemoOptions): SearchConfig['space'] {
  switch (space) {
    case 'macro':
      return { kind: 'macro', phases: 3, nodes, channels };
    case 'micro':
      return { kind: 'micro', blocks, cells, channels };
    default:
      return assertNever(space);
  }
}
