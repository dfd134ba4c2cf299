import type { AlgorithmState, Member } from '../algorithm.ts';
import type { AlgorithmConfig } from '../config.ts';
import { Collector } from '../engine/collector.ts';
import { Prng } from '../prng.ts';
import type { SearchSpace } from '../space.ts';
import type { Proposal } from '../strategies/strategy.ts';

/** A state of a search in which the members were evaluated and survived. */
export function stateOf(
  config: AlgorithmConfig,
  archive: readonly Member[],
  part: Partial<AlgorithmState> = {},
): AlgorithmState {
  return {
    v: 2,
    algorithm: config.kind,
    mode: config.mode,
    generation: 1,
    nextId: archive.length,
    started: archive.length,
    prng: Prng.fromSeed(config.seed).state(),
    archive,
    pending: [],
    population: archive.map(({ id }) => id),
    savings: { duplicates: 0, screened: 0, infeasible: 0 },
    predictor: null,
    tuning: null,
    ...part,
  };
}

/** What a strategy is given to propose `want` candidates. */
export function proposalOf(
  space: SearchSpace,
  config: AlgorithmConfig,
  state: AlgorithmState,
  want: number,
): Proposal {
  const prng = new Prng(state.prng);
  return { state, prng, collector: new Collector(space, config, state, want, prng) };
}
