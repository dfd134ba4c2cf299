/** How many replicas must agree. */
export interface Replication {
  readonly kind: 'fixed';
  /** Agreeing results needed from distinct hotkeys. */
  readonly quorum: number;
  /** Distinct hotkeys tried before the job fails with its evidence; a smaller number than `quorum` counts as `quorum`. */
  readonly maxReplicas: number;
  /** Largest accepted difference of two accuracies of inexact classes, in percentage points. */
  readonly tolerance: number;
}

/** A result that passed `verifyClaim`. */
export interface CandidateResult {
  readonly assignmentId: string;
  readonly hotkey: string;
  readonly numericClass: string;
  readonly digest: string;
  /** Percent, 0 to 100. */
  readonly accuracy: number;
  /** Validation hits after each epoch. */
  readonly curveHits: readonly number[];
  /** Links of the digest chain, after each epoch; `digest` is the last. */
  readonly curveDigests: readonly string[];
}

export type BatchReason = 'digestMismatch' | 'accuracyMismatch' | 'classMismatch';

export interface RejectedResult {
  readonly assignmentId: string;
  readonly reason: BatchReason;
}

export interface Batch {
  readonly replication: Replication;
  /** Seats opened so far. */
  readonly seatsWanted: number;
  /** Leases still running, within the seats or beyond them. */
  readonly outstanding: number;
  readonly results: readonly CandidateResult[];
}

export type BatchDecision =
  /** Seats are open or in work, and what they bring may matter. */
  | { readonly kind: 'wait' }
  | {
      readonly kind: 'agreed';
      readonly accuracy: number;
      readonly digest: string;
      readonly numericClass: string;
      /** Assignment ids, sorted. */
      readonly agreed: readonly string[];
      /** Sorted by assignment id. */
      readonly rejected: readonly RejectedResult[];
    }
  /** Open this many more seats (an increment): the fewest that could settle the dispute. */
  | { readonly kind: 'addSeats'; readonly seats: number }
  /** No agreement can come about within `maxReplicas`. */
  | { readonly kind: 'failed'; readonly rejected: readonly RejectedResult[] };

/** A set of results that may decide the batch, and the largest set that speaks against it. */
export interface Standing {
  readonly members: readonly CandidateResult[];
  readonly rival: number;
}

/** Order of strings by UTF-16 code units, the same everywhere (`localeCompare` is not). */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The fewest further results of distinct hotkeys that could let a set win: it needs `quorum` members and, when anything
 * speaks against it, a lead of two. 0 when it has won.
 */
export function missingToWin(size: number, rival: number, quorum: number): number {
  const lead = rival === 0 ? 0 : rival + 2 - size;
  return Math.max(0, quorum - size, lead);
}
