import type { PrngState } from './prng.ts';

/** The search algorithms; `docs/search.md` says how each works and when to choose which. */
export const ALGORITHM_KINDS = ['surrogate', 'nsga2', 'nsganet', 'random'] as const;
export type AlgorithmKind = (typeof ALGORITHM_KINDS)[number];

/** Whether a generation is evaluated as a whole before the next, or every result breeds at once. */
export const SEARCH_MODES = ['generational', 'steady-state'] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];

/** How a candidate came about. */
export const OPERATORS = [
  /** Drawn at random. */
  'random',
  /** Part of the designed first sample of `surrogate`: spread over the genes and over the FLOPs. */
  'design',
  /** A known architecture. */
  'seed',
  'crossover',
  'mutation',
  'crossover+mutation',
  /** Phases sampled from the best half of the archive (`nsganet`). */
  'exploitation',
  /** Bred many times over inside the predictor's view, then chosen for what it promises (`surrogate`). */
  'surrogate',
  /** Taken from the list of a small space's genomes, not bred. */
  'enumeration',
  /** The same network again, trained for longer (successive halving). */
  'promotion',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** What an algorithm thought of a candidate before it was trained. */
export interface Prediction {
  /** Expected error and its standard deviation, percent. */
  readonly mean: number;
  readonly deviation: number;
}

/** A network to evaluate. */
export interface Candidate {
  /** Position within the search, from 0. */
  readonly id: number;
  /** As bred, printed by the space. */
  readonly genome: string;
  /** Canonical genome, printed: what is trained. No two candidates of a search share it, promotions aside. */
  readonly canonical: string;
  readonly params: number;
  /** FLOPs of one image. */
  readonly flops: number;
  readonly operator: Operator;
  /** Ids of the candidates that gave genes, the most generous first; none for a genome made from nothing. */
  readonly parents: readonly number[];
  /** Per gene who gave it: `a` the first parent, `b` the second, …, `*` chance. Null without parents, and of promotions. */
  readonly inheritance: string | null;
  /** From 0. In steady-state mode, generations only count: one per `population` candidates. */
  readonly generation: number;
  /** Position in `fidelity.epochs`, from 0; 0 without successive halving. */
  readonly rung: number;
  readonly prediction: Prediction | null;
}

/** Outcome of one candidate: its validation error in percent, or that its training failed. */
export type Evaluation =
  | { readonly id: number; readonly error: number; readonly failed?: never }
  | { readonly id: number; readonly failed: true; readonly error?: never };

/** An evaluated candidate. */
export interface Member {
  readonly id: number;
  readonly genome: string;
  readonly canonical: string;
  readonly params: number;
  readonly flops: number;
  /** Percent; null when its training failed. */
  readonly error: number | null;
  readonly generation: number;
  readonly rung: number;
  readonly prediction: Prediction | null;
}

/** What the search saved by not training. */
export interface Savings {
  /** Offspring dropped because the search knew their network already. */
  readonly duplicates: number;
  /** New networks that only the predictor looked at. */
  readonly screened: number;
  /** New networks over a limit on params or FLOPs. */
  readonly infeasible: number;
}

/** What `surrogate` knows of its predictor's quality. */
export interface PredictorReport {
  /** Whether it chose the candidates; otherwise they were bred as by `nsga2`. */
  readonly trusted: boolean;
  /** Spearman's rank correlation of errors predicted before training and measured, over the last evaluations; null while too few. */
  readonly rankCorrelation: number | null;
  /** The same within the evaluated networks, each predicted from the others (leave-one-out). */
  readonly leaveOneOut: number | null;
  /** Share of the measured errors within the predicted 90 % interval; null while too few. */
  readonly coverage: number | null;
  /** Evaluations that it was fitted to. */
  readonly trainedOn: number;
}

/** What is remembered of the generation under way, and of the last step of the predictor. */
export interface AlgorithmState {
  readonly v: 2;
  readonly algorithm: AlgorithmKind;
  readonly mode: SearchMode;
  /** Generations finished (steady-state: begun). */
  readonly generation: number;
  /** Id of the next candidate. */
  readonly nextId: number;
  /** Candidates so far that are no promotions: what `population x generations` limits. */
  readonly started: number;
  readonly prng: PrngState;
  /** Evaluated candidates, ascending by id. */
  readonly archive: readonly Member[];
  /** Candidates asked and not yet told, ascending by id. */
  readonly pending: readonly Candidate[];
  /** Ids of the survivors, ascending. */
  readonly population: readonly number[];
  readonly savings: Savings;
  readonly predictor: PredictorReport | null;
  /** The predictor's tuned parameters, a warm start for the next fit. */
  readonly tuning: readonly number[] | null;
}

export const FINISH_REASONS = [
  /** As many networks as wanted were evaluated. */
  'budget',
  /** No network was found that the search has not seen. */
  'exhausted',
  /** No network was found within the limits on params and FLOPs. */
  'infeasible',
] as const;
export type FinishReason = (typeof FINISH_REASONS)[number];

export type AskOutcome =
  | { readonly kind: 'candidates'; readonly candidates: readonly Candidate[]; readonly state: AlgorithmState }
  /** Nothing to propose before results of pending candidates are told. */
  | { readonly kind: 'waiting'; readonly state: AlgorithmState }
  | { readonly kind: 'finished'; readonly reason: FinishReason; readonly state: AlgorithmState };

/**
 * A search as two pure functions of its state; the caller evaluates between them and stores the state with what it
 * acts on. Equal seeds and evaluations give equal searches, bit for bit, on any machine.
 */
export interface SearchAlgorithm {
  initialState(): AlgorithmState;
  /**
   * Proposes networks. Generational: a whole generation (or its promotions), once nothing is pending; `count` is not
   * looked at. Steady-state: up to `count` (1 by default), whatever is pending.
   */
  ask(state: AlgorithmState, count?: number): AskOutcome;
  /**
   * Takes the evaluations of any pending candidates, in any order and any portions.
   * @throws SearchError `evaluations` on one that is not pending, given twice, or out of range.
   */
  tell(state: AlgorithmState, results: readonly Evaluation[]): AlgorithmState;
}
