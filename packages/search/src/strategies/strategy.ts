import type { AlgorithmState } from '../algorithm.ts';
import type { Collector } from '../engine/collector.ts';
import type { Prng } from '../prng.ts';

export interface Proposal {
  readonly state: AlgorithmState;
  /** Takes the drafts; says how many are still wanted. */
  readonly collector: Collector;
  readonly prng: Prng;
}

/** What a strategy wants remembered of a proposal. */
export type Thoughts = Partial<Pick<AlgorithmState, 'predictor' | 'tuning'>>;

/** How an algorithm chooses candidates: it offers drafts to the collector; what is missing is filled up at random. */
export type Strategy = (proposal: Proposal) => Thoughts;
