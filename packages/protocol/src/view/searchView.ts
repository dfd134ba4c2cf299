import type { HypervolumeReference, ReplicaOutcome, Waiting } from '../event.ts';
import type { Prediction, PredictorReport, Savings, SearchConfig, SearchState } from '../search.ts';

export type AssignmentState =
  | 'leased'
  | 'submitted'
  | 'agreed'
  | 'rejected'
  | 'expired'
  | 'returned'
  | 'revoked';

/** One replica as the public may see it: no value before its job has closed. */
export interface AssignmentView {
  assignmentId: string;
  hotkey: string;
  state: AssignmentState;
  leasedAt: string;
  endedAt: string | null;
  reason: string | null;
  outcome: ReplicaOutcome | null;
}

export interface JobView {
  jobId: string;
  ordinal: number;
  genome: string;
  params: number;
  flops: number;
  state: 'open' | 'agreed' | 'failed';
  /** Replicas wanted so far. */
  seats: number;
  accuracy: number | null;
  digest: string | null;
  numericClass: string | null;
  openedAt: string;
  closedAt: string | null;
  assignments: AssignmentView[];
}

export interface IndividualView {
  individualId: string;
  generation: number;
  ordinal: number;
  genome: string;
  operator: string;
  parents: string[];
  /** Per gene who gave it: `a` the first parent, `b` the second, …, `*` chance; null without parents. */
  inheritance: string | null;
  /** What the algorithm expected of its error before it was trained. */
  prediction: Prediction | null;
  /** Position in the search's `fidelity.epochs`; 0 without successive halving. */
  rung: number;
  jobId: string;
  params: number;
  flops: number;
}

export interface GenerationView {
  index: number;
  /** Networks planned; promotions come on top. */
  size: number;
  state: 'open' | 'closed';
  hypervolume: number | null;
  evaluations: number | null;
  /** Individuals of the archive's Pareto front when the generation closed. */
  front: string[];
  /** What the search had saved by not training when the generation closed. */
  savings: Savings | null;
  /** What the predictor was worth then; null for algorithms without one. */
  predictor: PredictorReport | null;
  openedAt: string;
  closedAt: string | null;
}

/** All that the search page shows, at one `seq` of the search's stream. Rebuilt from the journal by `applySearchEvent`. */
export interface SearchView {
  seq: number;
  searchId: string;
  config: SearchConfig;
  datasetName: string;
  reference: HypervolumeReference;
  state: SearchState;
  stateReason: string | null;
  waiting: Waiting | null;
  createdAt: string;
  finishedAt: string | null;
  generations: GenerationView[];
  individuals: IndividualView[];
  jobs: JobView[];
}
