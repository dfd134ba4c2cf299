import { weightsPayloadSchema } from '@naschain/protocol';
import { signingReady } from '@naschain/protocol/signing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BatchCheck } from './checkBatch.ts';
import { closeEpoch, countBatches } from './ledger.ts';
import { sampleId, sampleMiner } from './sampleBatch.ts';
import { initialState, stateSchema, type ValidatorState } from './state.ts';

beforeAll(signingReady);

const start = '2030-01-01T00:00:00.000Z';
const later = '2030-01-01T01:00:00.000Z';
const empty = () =>
  initialState({ hotkey: sampleMiner(9).address, genomaster: 'http://g', epoch: 0, now: start });

function check(cursor: number, agreed: number[], rejected: number[] = []): BatchCheck {
  const result = (miner: number, index: number) => ({
    assignmentId: sampleId(1, cursor * 100 + index),
    hotkey: sampleMiner(miner).address,
  });
  return {
    cursor,
    jobId: sampleId(3, cursor),
    outcome: 'agreed',
    differences: rejected.length > 0 ? ['something'] : [],
    results: [
      ...agreed.map((miner, i) => ({ ...result(miner, i), verdict: 'agreed' as const, reason: null })),
      ...rejected.map((miner, i) => ({
        ...result(miner, 50 + i),
        verdict: 'rejected' as const,
        reason: 'digestMismatch' as const,
      })),
    ],
  };
}

const row = (rows: readonly { hotkey: string }[], miner: number) =>
  rows.find(({ hotkey }) => hotkey === sampleMiner(miner).address);

function closed(state: ValidatorState) {
  const closing = closeEpoch(state, later);
  if (closing.kind !== 'closed') throw new Error('expected an epoch with earnings');
  return closing;
}

describe('countBatches', () => {
  it('moves the cursor and keeps rejections with their reasons', () => {
    const state = countBatches(empty(), [check(4, [0, 1, 2]), check(9, [0, 1], [3])]);
    expect(state).toMatchObject({ cursor: 9, differences: 1 });
    expect(state.rejections).toEqual([
      {
        cursor: 9,
        jobId: sampleId(3, 9),
        hotkey: sampleMiner(3).address,
        reason: 'digestMismatch',
      },
    ]);
    expect(row(state.tallies, 0)).toMatchObject({ agreed: 2, completed: 2, rejected: 0 });
    expect(row(state.tallies, 3)).toMatchObject({ agreed: 0, completed: 0, rejected: 1 });
  });

  it('gives the same for one page as for many', () => {
    const checks = Array.from({ length: 12 }, (_, n) =>
      check(n + 1, [n % 4, (n + 1) % 4], n % 3 === 0 ? [7] : []),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 11 })), (cuts) => {
        let state = empty();
        let from = 0;
        for (const cut of [...cuts.sort((a, b) => a - b), checks.length]) {
          state = countBatches(state, checks.slice(from, cut));
          from = cut;
        }
        const whole = countBatches(empty(), checks);
        expect({ ...state, tallies: null }).toEqual({ ...whole, tallies: null });
        expect(new Set(state.tallies.map((tally) => JSON.stringify(tally)))).toEqual(
          new Set(whole.tallies.map((tally) => JSON.stringify(tally))),
        );
      }),
    );
  });

  it('ignores what could not be decided', () => {
    const open = check(1, [0, 1]);
    const undecided: BatchCheck = {
      ...open,
      outcome: 'undecided',
      results: open.results.map((result) => ({ ...result, verdict: 'open' as const })),
    };
    expect(countBatches(empty(), [undecided]).tallies).toEqual([]);
  });
});

describe('closeEpoch', () => {
  it('weighs the miners and starts the next epoch', () => {
    const { state, payload } = closed(countBatches(empty(), [check(1, [0, 1, 2]), check(2, [0, 1], [3])]));
    expect(weightsPayloadSchema.parse(payload)).toEqual(payload);
    expect(payload).toMatchObject({ epoch: 1, throughCursor: 2 });
    expect(payload.scores.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(row(payload.scores, 0)).toMatchObject({ agreed: 2, weight: expect.closeTo(0.4, 12) });
    expect(row(payload.scores, 3)).toMatchObject({ rejected: 1, score: 0, weight: 0 });
    expect(state).toMatchObject({
      epoch: 1,
      epochStartedAt: later,
      tallies: [],
      rejections: [],
      differences: 0,
      cursor: 2,
    });
    expect(stateSchema.parse(state)).toEqual(state);
  });

  it('remembers earlier epochs by a tenth', () => {
    const first = closed(countBatches(empty(), [check(1, [0, 1])])).state;
    const second = closed(countBatches(first, [check(2, [2, 3])])).payload;
    expect(row(second.scores, 0)).toMatchObject({ agreed: 1, score: expect.closeTo(0.9 * 0.05, 12) });
    expect(row(second.scores, 2)).toMatchObject({ agreed: 1, score: expect.closeTo(0.05, 12) });
    expect(second.epoch).toBe(2);
    const third = closed(
      countBatches(closed(countBatches(first, [check(2, [2, 3])])).state, [check(3, [0, 2], [1])]),
    );
    // Counts are totals.
    expect(row(third.payload.scores, 0)).toMatchObject({ agreed: 2, completed: 2, rejected: 0 });
    expect(row(third.payload.scores, 1)).toMatchObject({ agreed: 1, completed: 1, rejected: 1 });
    expect(third.state.totals).toHaveLength(4);
  });

  it('reports nothing when nothing was earned, and keeps the scores', () => {
    const earlier = closed(countBatches(empty(), [check(1, [0, 1])])).state;
    const closing = closeEpoch(countBatches(earlier, [check(2, [], [3])]), later);
    expect(closing.kind).toBe('nothingEarned');
    expect(closing.state.scores).toEqual(earlier.scores);
    expect(closing.state.epoch).toBe(1);
    // Carried into the next report, and told already.
    expect(closing.kind === 'nothingEarned' && row(closing.rows, 3)).toMatchObject({ rejected: 1 });
    expect(row(closing.state.tallies, 3)).toMatchObject({ rejected: 1 });
    expect(closeEpoch(empty(), later).kind).toBe('nothingEarned');
  });
});
