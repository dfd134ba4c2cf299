import { ConsensusError } from './consensusError.ts';

/** What is known of a job that some hotkeys say cannot be trained. */
export interface DivergenceReports {
  /** Of the job's search. */
  readonly quorum: number;
  /** Hotkeys that gave the job back because its arithmetic diverged; one named twice counts once. */
  readonly divergedHotkeys: readonly string[];
  /** Results that passed on their own and wait for the verdict. */
  readonly results: number;
}

export type DivergenceDecision =
  /** Too few say so, or somebody shows a result. */
  | { readonly kind: 'wait' }
  /** No machine can train it. */
  | { readonly kind: 'failed' };

/**
 * Whether a job is given up because its training diverges. Training is deterministic, so every honest miner meets the same
 * divergence: it takes a quorum of distinct hotkeys, as an agreement does, and not one result may speak against it.
 * @throws ConsensusError `invalidInput` for a quorum below 1 or a negative number of results
 */
export function decideDivergence({
  quorum,
  divergedHotkeys,
  results,
}: DivergenceReports): DivergenceDecision {
  if (!Number.isInteger(quorum) || quorum < 1) {
    throw new ConsensusError('invalidInput', `quorum must be a whole number from 1, not ${quorum}`);
  }
  if (!Number.isInteger(results) || results < 0) {
    throw new ConsensusError('invalidInput', `results must be a whole number from 0, not ${results}`);
  }
  const witnesses = new Set(divergedHotkeys).size;
  return results === 0 && witnesses >= quorum ? { kind: 'failed' } : { kind: 'wait' };
}
