import { DEFAULT_CONFIG } from '@naschain/search';
import { describe, expect, it } from 'vitest';
import { algorithmSchema, lastRung, searchConfigSchema } from './search.ts';

/** A configuration as the first release stored it and took it: kept as it was. */
const FIRST_RELEASE = {
  name: 'Demo: MNIST',
  dataset: 'ab'.repeat(32),
  space: { kind: 'macro', phases: 3, nodes: 4, channels: 4 },
  algorithm: {
    kind: 'nsga2',
    population: 8,
    generations: 5,
    crossoverProbability: 0.9,
    mutationProbability: null,
  },
  recipe: {
    epochs: 2,
    batchSize: 16,
    learningRate: 0.2,
    momentum: 0.9,
    weightDecay: 0.0005,
    trainSamples: 1000,
    validationSamples: 500,
    seed: 1,
  },
  replication: { kind: 'fixed', quorum: 3, maxReplicas: 7, tolerance: 1 },
  seed: 1,
};

const minimal = {
  kind: 'surrogate',
  population: 8,
  generations: 5,
  crossoverProbability: 0.9,
  mutationProbability: null,
};

describe('searchConfigSchema', () => {
  it('still takes a configuration of the first release, and changes nothing in it', () => {
    const parsed = searchConfigSchema.parse(FIRST_RELEASE);
    expect(parsed).toMatchObject(FIRST_RELEASE);
    expect(parsed.recipe).toEqual(FIRST_RELEASE.recipe);
    expect(searchConfigSchema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  it('takes a search of the micro space, and no other kind of space', () => {
    const space = { kind: 'micro', blocks: 5, cells: 11, channels: 16 };
    expect(searchConfigSchema.parse({ ...FIRST_RELEASE, space }).space).toEqual(space);
    expect(
      searchConfigSchema.safeParse({ ...FIRST_RELEASE, space: { ...space, kind: 'table' } }).success,
    ).toBe(false);
  });

  it.each([{ dropPath: 0.3 }, { auxiliaryWeight: 0.4 }])('takes %j in the micro space only', (final) => {
    const config = { ...FIRST_RELEASE, recipe: { ...FIRST_RELEASE.recipe, ...final } };
    const space = { kind: 'micro', blocks: 5, cells: 11, channels: 16 };
    expect(searchConfigSchema.parse({ ...config, space }).recipe).toEqual(config.recipe);
    const { error } = searchConfigSchema.safeParse(config);
    expect(error?.issues).toEqual([
      expect.objectContaining({
        path: ['recipe', ...Object.keys(final)],
        message: expect.stringContaining('expected only in the micro space'),
      }),
    ]);
  });
});

describe('algorithmSchema', () => {
  it('fills in what the search package has as defaults', () => {
    const { kind, crossoverProbability, mutationProbability, ...defaults } = DEFAULT_CONFIG;
    expect(algorithmSchema.parse(minimal)).toEqual({ ...minimal, ...defaults });
    expect(minimal).toMatchObject({ kind, crossoverProbability, mutationProbability });
  });

  it.each<[string, object]>([
    ['an unknown algorithm', { kind: 'nsga3' }],
    ['no objective', { objectives: [] }],
    ['an objective twice', { objectives: ['error', 'error'] }],
    ['an unknown objective', { objectives: ['error', 'latency'] }],
    ['a limit of nothing', { constraints: { params: 0, flops: null } }],
    ['epochs of one rung', { fidelity: { epochs: [4], eta: 2 } }],
    ['epochs that do not rise', { fidelity: { epochs: [2, 2], eta: 2 } }],
    ['a promotion of nearly all', { fidelity: { epochs: [1, 2], eta: 1.5 } }],
    ['an unknown setting', { elitism: true }],
  ])('refuses %s', (_, change) => {
    expect(algorithmSchema.safeParse({ ...minimal, ...change }).success).toBe(false);
  });

  it('knows the rung of full training', () => {
    expect(lastRung(algorithmSchema.parse(minimal))).toBe(0);
    const fidelity = { epochs: [1, 3, 9], eta: 3 };
    expect(lastRung(algorithmSchema.parse({ ...minimal, fidelity }))).toBe(2);
  });
});
