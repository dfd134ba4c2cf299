import type { AlgorithmKind, SearchMode } from './algorithm.ts';
import { SearchError } from './error.ts';
import { OBJECTIVES, type Objective } from './objectives.ts';

export const CROSSOVERS = ['two-point', 'uniform', 'common-bit'] as const;
export type Crossover = (typeof CROSSOVERS)[number];

export const MUTATIONS = ['uniform', 'polynomial'] as const;
export type Mutation = (typeof MUTATIONS)[number];

/** Upper limits that every trained network keeps; null for none. */
export interface Constraints {
  readonly params: number | null;
  readonly flops: number | null;
}

/** Successive halving: everybody trains for `epochs[0]`, the best `1/eta` of them on to `epochs[1]`, and so on. */
export interface Fidelity {
  /** Ascending, two or more; the last is the full training. */
  readonly epochs: readonly number[];
  /** 2 or more. */
  readonly eta: number;
}

/** Settings of a search algorithm. `DEFAULT_CONFIG` has good ones for all but population, generations and seed. */
export interface AlgorithmConfig {
  readonly kind: AlgorithmKind;
  readonly mode: SearchMode;
  /** Candidates per generation and survivors of each, 2 or more. */
  readonly population: number;
  /** Generations in all, the first one included: `population x generations` networks are trained. */
  readonly generations: number;
  /** What is minimised, one or more, in this order. */
  readonly objectives: readonly Objective[];
  readonly constraints: Constraints;
  readonly crossover: Crossover;
  readonly crossoverProbability: number;
  /** `uniform` draws any other value of a gene (for bits, the bit flip), `polynomial` prefers values close by. */
  readonly mutation: Mutation;
  /** Per gene; null means 1 / genome length. */
  readonly mutationProbability: number | null;
  /** Null trains every network in full. */
  readonly fidelity: Fidelity | null;
  /** 0 to 2^32 - 1. */
  readonly seed: number;
}

export const DEFAULT_CONFIG = {
  kind: 'surrogate',
  mode: 'generational',
  objectives: ['error', 'flops'],
  constraints: { params: null, flops: null },
  crossover: 'two-point',
  crossoverProbability: 0.9,
  mutation: 'polynomial',
  mutationProbability: null,
  fidelity: null,
} as const satisfies Partial<AlgorithmConfig>;

const probable = (p: number): boolean => p >= 0 && p <= 1;
const isCount = (n: number, least: number): boolean => Number.isSafeInteger(n) && n >= least;

/** @throws SearchError `config`, saying what to change. */
export function checkConfig(config: AlgorithmConfig): void {
  const require = (good: boolean, message: string): void => {
    if (!good) throw new SearchError('config', message);
  };
  const { objectives, constraints, fidelity } = config;
  require(isCount(config.population, 2), 'population must be an integer of 2 or more');
  require(isCount(config.generations, 1), 'generations must be an integer of 1 or more');
  require(probable(config.crossoverProbability), 'crossoverProbability must be from 0 to 1');
  require(config.mutationProbability === null ||
    probable(config.mutationProbability), 'mutationProbability must be null or from 0 to 1');
  require(Number.isInteger(config.seed) &&
    config.seed >= 0 &&
    config.seed <= 0xffff_ffff, 'seed must be an integer from 0 to 4294967295');
  require(objectives.length > 0 &&
    new Set(objectives).size === objectives.length &&
    objectives.every((name) =>
      OBJECTIVES.includes(name),
    ), 'objectives must be one or more of error, params and flops, each once');
  for (const [name, limit] of Object.entries(constraints))
    require(limit === null || limit > 0, `the limit on ${name} must be null or positive`);
  if (fidelity === null) return;
  require(fidelity.epochs.length >= 2 &&
    fidelity.epochs.every(
      (epochs, i) => isCount(epochs, 1) && epochs > (fidelity.epochs[i - 1] ?? 0),
    ), 'fidelity.epochs must be two or more ascending integers');
  require(Number.isFinite(fidelity.eta) && fidelity.eta >= 2, 'fidelity.eta must be 2 or more');
}
