import type { Objectives } from './hypervolume.ts';
import type { PrngState } from './prng.ts';

/** How a candidate came about. `enumeration`: taken in order, once a small space was almost used up. */
export const OPERATORS = ['random', 'crossover', 'mutation', 'crossover+mutation', 'enumeration'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A network to evaluate. */
export interface Candidate {
  /** Position within the search, from 0. */
  readonly id: number;
  /** As bred, printed by the space. */
  readonly genome: string;
  /** Canonical genome, printed: what is trained. No two candidates of a search share it. */
  readonly canonical: string;
  readonly operator: Operator;
  /** Ids of the candidates it was bred from: none, one or two. */
  readonly parents: readonly number[];
  /** From 0. */
  readonly generation: number;
}

/** Outcome of one candidate: its objectives, or that its training failed. */
export type Evaluation =
  | { readonly id: number; readonly objectives: Objectives; readonly failed?: never }
  | { readonly id: number; readonly failed: true; readonly objectives?: never };

/** An evaluated candidate in the population. */
export interface Individual {
  readonly id: number;
  readonly genome: string;
  /** Null when its training failed. */
  readonly objectives: Objectives | null;
}

/** Everything that an algorithm remembers between steps, as plain JSON. */
export interface AlgorithmState {
  readonly v: 1;
  readonly algorithm: 'nsga2';
  /** Generation that is pending, or to be proposed next. */
  readonly generation: number;
  /** Id of the next candidate. */
  readonly nextId: number;
  readonly prng: PrngState;
  /** Survivors, ascending by id. */
  readonly population: readonly Individual[];
  /** Candidates asked and not yet told, ascending by id. */
  readonly pending: readonly Candidate[];
  /** Canonical genomes of all candidates so far, in order of their ids. */
  readonly archive: readonly string[];
}

/** `exhausted`: no network was found that the search has not seen. */
export type AskOutcome =
  | { readonly kind: 'candidates'; readonly candidates: readonly Candidate[]; readonly state: AlgorithmState }
  | {
      readonly kind: 'finished';
      readonly reason: 'generations' | 'exhausted';
      readonly state: AlgorithmState;
    };

/**
 * A search as two pure functions of its state; the caller evaluates between them.
 *
 * `ask` proposes a generation. Asked again before `tell`, it returns the same candidates and state: a driver that
 * crashed after storing the state just asks again. `tell` takes the evaluations of exactly the pending candidates,
 * in any order, with the same result.
 */
export interface SearchAlgorithm {
  initialState(): AlgorithmState;
  ask(state: AlgorithmState): AskOutcome;
  /** @throws SearchError `evaluations` unless there is one valid evaluation per pending candidate. */
  tell(state: AlgorithmState, results: readonly Evaluation[]): AlgorithmState;
}
