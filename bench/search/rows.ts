import type { AlgorithmKind, SearchMode } from '@naschain/search';
import type { ObjectiveSet } from './jobs.ts';
import type { ScoreMeans } from './score.ts';

/** One algorithm on one table, over all seeds. */
export interface Row<Algorithm extends string = AlgorithmKind> extends ScoreMeans {
  readonly table: string;
  readonly objectives: ObjectiveSet;
  readonly algorithm: Algorithm;
  readonly mode: SearchMode;
  readonly trueHv: number;
  /** Null where the algorithm has none. */
  readonly population: number | null;
  /** Candidates under way at a time; null in generational mode. */
  readonly outstanding: number | null;
  /** That each run may have. */
  readonly evaluations: number;
}

/** A peer that could not be run. */
export interface AbsentPeer {
  readonly table: string;
  readonly objectives: ObjectiveSet;
  readonly algorithm: string;
  readonly absent: string;
}

export type PeerRow = Row<string> | AbsentPeer;
