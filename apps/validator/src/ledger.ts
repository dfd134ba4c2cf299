import {
  epochShares,
  type ScoredBatch,
  scoreBatches,
  type Tally,
  updateScores,
  weightsFromScores,
} from '@naschain/consensus';
import { type MinerScore, PROTOCOL_VERSION, type WeightsPayload } from '@naschain/protocol';
import type { BatchCheck } from './checkBatch.ts';
import type { Rejection, ValidatorState } from './state.ts';

/** Rejected results kept for the table; the counts are complete in any case. */
const MAX_REJECTIONS = 200;

/** The state after more checked batches, which must follow the cursor. */
export function countBatches(state: ValidatorState, checks: readonly BatchCheck[]): ValidatorState {
  const last = checks.at(-1);
  if (last === undefined) return state;
  const rejections = checks.flatMap((check) =>
    check.results.flatMap(({ hotkey, reason }): Rejection[] =>
      reason === null ? [] : [{ cursor: check.cursor, jobId: check.jobId, hotkey, reason }],
    ),
  );
  return {
    ...state,
    cursor: last.cursor,
    tallies: addTallies(state.tallies, scoreBatches(checks.map(scoredBatch))),
    rejections: [...state.rejections, ...rejections].slice(-MAX_REJECTIONS),
    differences: state.differences + checks.filter(({ differences }) => differences.length > 0).length,
  };
}

/** The validator's own verdict is what counts; what it could not decide earns and costs nothing. */
function scoredBatch({ outcome, results }: BatchCheck): ScoredBatch {
  return {
    outcome: outcome === 'agreed' ? 'agreed' : 'failed',
    results: results.flatMap(({ hotkey, verdict }) => (verdict === 'open' ? [] : [{ hotkey, verdict }])),
  };
}

function addTallies(a: readonly Tally[], b: readonly Tally[]): Tally[] {
  const sums = new Map<string, Tally>();
  for (const tally of [...a, ...b]) {
    const sum = sums.get(tally.hotkey) ?? { agreed: 0, completed: 0, rejected: 0 };
    sums.set(tally.hotkey, {
      hotkey: tally.hotkey,
      agreed: sum.agreed + tally.agreed,
      completed: sum.completed + tally.completed,
      rejected: sum.rejected + tally.rejected,
    });
  }
  return [...sums.values()];
}

export type EpochClosing =
  /** Nobody earned anything: the averages stand, and what was rejected goes into the next epoch. */
  | { readonly kind: 'nothingEarned'; readonly state: ValidatorState; readonly rows: readonly MinerScore[] }
  | {
      readonly kind: 'closed';
      /** Without `pendingReport`: the caller signs `payload` and writes both at once. */
      readonly state: ValidatorState;
      readonly payload: WeightsPayload;
    };

/**
 * Ends the open epoch at `now` (ISO 8601). Weights come from the epochs' shares; the counts that go with them are totals
 * since the validator began, so that a report can be read without those before it.
 */
export function closeEpoch(state: ValidatorState, now: string): EpochClosing {
  const totals = addTallies(state.totals, state.tallies);
  if (!state.tallies.some(({ agreed, completed }) => agreed > 0 || completed > 0)) {
    return {
      kind: 'nothingEarned',
      state: { ...state, epochStartedAt: now },
      rows: minerRows(totals, state.scores),
    };
  }
  const scores = updateScores(state.scores, epochShares(state.tallies));
  const epoch = state.epoch + 1;
  const fresh = { epochStartedAt: now, tallies: [], rejections: [], differences: 0 };
  return {
    kind: 'closed',
    state: { ...state, ...fresh, epoch, totals, scores },
    payload: {
      v: PROTOCOL_VERSION,
      domain: 'naschain/weights',
      epoch,
      throughCursor: state.cursor,
      scores: minerRows(totals, scores),
    },
  };
}

/** One row per hotkey that ever did something, by falling weight. */
function minerRows(tallies: readonly Tally[], scores: ValidatorState['scores']): MinerScore[] {
  const tallyOf = new Map(tallies.map((tally) => [tally.hotkey, tally]));
  const scoreOf = new Map(scores.map(({ hotkey, score }) => [hotkey, score]));
  const weightOf = new Map(weightsFromScores(scores).map(({ hotkey, weight }) => [hotkey, weight]));
  return [...new Set([...tallyOf.keys(), ...scoreOf.keys()])]
    .map((hotkey) => ({
      hotkey,
      agreed: tallyOf.get(hotkey)?.agreed ?? 0,
      completed: tallyOf.get(hotkey)?.completed ?? 0,
      rejected: tallyOf.get(hotkey)?.rejected ?? 0,
      score: scoreOf.get(hotkey) ?? 0,
      weight: weightOf.get(hotkey) ?? 0,
    }))
    .sort((a, b) => b.weight - a.weight || (a.hotkey < b.hotkey ? -1 : 1));
}
