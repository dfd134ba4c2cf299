import { expect, test } from 'vitest';
import { type AlgorithmConfig, checkConfig, DEFAULT_CONFIG } from './config.ts';
import { ALGORITHM_KINDS, createAlgorithm, SEARCH_MODES } from './index.ts';
import { CONFIG, codeOf, space } from './testing/syntheticSearch.ts';

test.each([
  { population: 1 },
  { population: 2.5 },
  { population: Number.POSITIVE_INFINITY },
  { generations: 0 },
  { generations: 1.5 },
  { crossoverProbability: 1.1 },
  { crossoverProbability: Number.NaN },
  { mutationProbability: -0.1 },
  { mutationProbability: 2 },
  { seed: -1 },
  { seed: 0.5 },
  { seed: 2 ** 32 },
  { objectives: [] },
  { objectives: ['error', 'error'] },
  { objectives: ['latency'] },
  { constraints: { params: 0, flops: null } },
  { constraints: { params: null, flops: -5 } },
  { constraints: { params: Number.NaN, flops: null } },
  { fidelity: { epochs: [5], eta: 3 } },
  { fidelity: { epochs: [], eta: 3 } },
  { fidelity: { epochs: [5, 5], eta: 3 } },
  { fidelity: { epochs: [9, 5], eta: 3 } },
  { fidelity: { epochs: [0, 5], eta: 3 } },
  { fidelity: { epochs: [1, 2.5], eta: 3 } },
  { fidelity: { epochs: [1, 3], eta: 1.5 } },
  { fidelity: { epochs: [1, 3], eta: Number.NaN } },
  { fidelity: { epochs: [1, 3], eta: Number.POSITIVE_INFINITY } },
])('refuses %j', (part) => {
  const config = { ...CONFIG, ...part } as AlgorithmConfig;
  expect(codeOf(() => checkConfig(config))).toBe('config');
  expect(codeOf(() => createAlgorithm(space, config))).toBe('config');
});

test.each([
  {},
  { population: 2, generations: 1, seed: 0 },
  { crossoverProbability: 0, mutationProbability: 1, seed: 2 ** 32 - 1 },
  { crossoverProbability: 1, mutationProbability: 0 },
  { objectives: ['flops', 'params', 'error'] },
  { constraints: { params: 1, flops: 0.5 } },
  { fidelity: { epochs: [1, 2, 30], eta: 2.5 } },
] as const satisfies Partial<AlgorithmConfig>[])('takes %j', (part) => {
  for (const kind of ALGORITHM_KINDS)
    for (const mode of SEARCH_MODES)
      expect(codeOf(() => checkConfig({ ...DEFAULT_CONFIG, ...CONFIG, ...part, kind, mode }))).toBe('none');
});
