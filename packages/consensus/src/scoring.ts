import { compareText } from './batch.ts';
import { ConsensusError } from './consensusError.ts';

/** Weight of one epoch in the moving average. */
export const SCORE_ALPHA = 0.1;
/** Share of the score that each level decides. */
export const LEVEL_WEIGHTS = { level1: 0.7, level2: 0.3 } as const;
/** A score below this has faded: the miner leaves the list. */
const FADED = 1e-9;

export interface ScoredBatch {
  readonly outcome: 'agreed' | 'failed';
  readonly results: readonly { readonly hotkey: string; readonly verdict: 'agreed' | 'rejected' }[];
}

/** What a miner did in an epoch. */
export interface Tally {
  readonly hotkey: string;
  /** Level 1: jobs in which the miner agreed with at least one other hotkey. */
  readonly agreed: number;
  /** Level 2: jobs that closed with an agreement which the miner's result is part of. */
  readonly completed: number;
  /** Jobs in which a result of the miner was rejected. */
  readonly rejected: number;
}

export interface Share {
  readonly hotkey: string;
  /** Share of the epoch's work, 0 to 1. */
  readonly share: number;
}

export interface Score {
  readonly hotkey: string;
  /** Moving average of the shares, 0 to 1. */
  readonly score: number;
}

export interface Weight {
  readonly hotkey: string;
  /** Share of the weights, 0 to 1. */
  readonly weight: number;
}

/**
 * Counts an epoch's batches, one row per hotkey, sorted by hotkey. A hotkey counts once per batch, and a rejected
 * result costs it the batch.
 */
export function scoreBatches(batches: readonly ScoredBatch[]): Tally[] {
  const tallies = new Map<string, { agreed: number; completed: number; rejected: number }>();
  for (const { outcome, results } of batches) {
    const rejected = new Set(results.filter((r) => r.verdict === 'rejected').map((r) => r.hotkey));
    const agreed = new Set(results.map((r) => r.hotkey).filter((hotkey) => !rejected.has(hotkey)));
    for (const hotkey of [...rejected, ...agreed]) {
      const tally = tallies.get(hotkey) ?? { agreed: 0, completed: 0, rejected: 0 };
      tallies.set(hotkey, tally);
      if (rejected.has(hotkey)) tally.rejected += 1;
      else if (outcome === 'agreed') {
        tally.completed += 1;
        if (agreed.size > 1) tally.agreed += 1;
      }
    }
  }
  return [...tallies].map(([hotkey, tally]) => ({ hotkey, ...tally })).sort(byHotkey);
}

/** Each miner's part of each level's total, the levels weighted 0.7 and 0.3. The shares sum to at most 1. */
export function epochShares(
  tallies: readonly Tally[],
  levels: { readonly level1: number; readonly level2: number } = LEVEL_WEIGHTS,
): Share[] {
  const agreed = tallies.reduce((sum, tally) => sum + tally.agreed, 0);
  const completed = tallies.reduce((sum, tally) => sum + tally.completed, 0);
  const part = (count: number, total: number) => (total === 0 ? 0 : count / total);
  return [...tallies].sort(byHotkey).map((tally) => ({
    hotkey: tally.hotkey,
    share: levels.level1 * part(tally.agreed, agreed) + levels.level2 * part(tally.completed, completed),
  }));
}

/**
 * Exponential moving average: `(1 - alpha) x previous + alpha x share`. A new miner starts from 0, an absent one has
 * share 0, and a score that has faded below 1e-9 leaves the list.
 * @throws ConsensusError `invalidInput` when alpha is not in (0, 1].
 */
export function updateScores(
  previous: readonly Score[],
  shares: readonly Share[],
  alpha: number = SCORE_ALPHA,
): Score[] {
  if (!(alpha > 0 && alpha <= 1)) throw new ConsensusError('invalidInput', `alpha ${alpha} is not in (0, 1]`);
  const before = new Map(previous.map(({ hotkey, score }) => [hotkey, score]));
  const earned = new Map(shares.map(({ hotkey, share }) => [hotkey, share]));
  return [...new Set([...before.keys(), ...earned.keys()])]
    .map((hotkey) => ({
      hotkey,
      score: (1 - alpha) * (before.get(hotkey) ?? 0) + alpha * (earned.get(hotkey) ?? 0),
    }))
    .filter(({ score }) => score >= FADED)
    .sort(byHotkey);
}

/** Scores divided by their sum, or all zero when nobody has one: then nobody is to be paid. */
export function weightsFromScores(scores: readonly Score[]): Weight[] {
  const sorted = [...scores].sort(byHotkey);
  // Summed in the order of the hotkeys, so that the order of the input cannot change a bit.
  const total = sorted.reduce((sum, { score }) => sum + score, 0);
  return sorted.map(({ hotkey, score }) => ({ hotkey, weight: total > 0 ? score / total : 0 }));
}

function byHotkey(a: { readonly hotkey: string }, b: { readonly hotkey: string }): number {
  return compareText(a.hotkey, b.hotkey);
}
