import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConsensusError } from './consensusError.ts';
import {
  epochShares,
  type Score,
  type ScoredBatch,
  scoreBatches,
  type Tally,
  updateScores,
  weightsFromScores,
} from './scoring.ts';

function batch(agreed: string, rejected = '', outcome: 'agreed' | 'failed' = 'agreed'): ScoredBatch {
  return {
    outcome,
    results: [
      ...[...agreed].map((hotkey) => ({ hotkey, verdict: 'agreed' as const })),
      ...[...rejected].map((hotkey) => ({ hotkey, verdict: 'rejected' as const })),
    ],
  };
}

describe('scoreBatches', () => {
  it('counts agreements, completed jobs and rejections', () => {
    expect(scoreBatches([batch('abc'), batch('ab', 'd'), batch('', 'abc', 'failed'), batch('d')])).toEqual([
      { hotkey: 'a', agreed: 2, completed: 2, rejected: 1 },
      { hotkey: 'b', agreed: 2, completed: 2, rejected: 1 },
      { hotkey: 'c', agreed: 1, completed: 1, rejected: 1 },
      // Alone in its job: completed, but nobody agreed with it.
      { hotkey: 'd', agreed: 0, completed: 1, rejected: 1 },
    ]);
  });

  it('counts a hotkey once per batch and lets a rejection win', () => {
    expect(scoreBatches([batch('aab')])).toEqual([
      { hotkey: 'a', agreed: 1, completed: 1, rejected: 0 },
      { hotkey: 'b', agreed: 1, completed: 1, rejected: 0 },
    ]);
    expect(scoreBatches([batch('a', 'a')])).toEqual([{ hotkey: 'a', agreed: 0, completed: 0, rejected: 1 }]);
  });
});

describe('epochShares and updateScores', () => {
  it('weighs the levels 0.7 and 0.3', () => {
    const tallies: Tally[] = [
      { hotkey: 'a', agreed: 3, completed: 3, rejected: 0 },
      { hotkey: 'b', agreed: 1, completed: 2, rejected: 5 },
    ];
    expect(epochShares(tallies)).toEqual([
      { hotkey: 'a', share: 0.7 * 0.75 + 0.3 * 0.6 },
      { hotkey: 'b', share: 0.7 * 0.25 + 0.3 * 0.4 },
    ]);
  });

  it('moves a tenth of the way each epoch', () => {
    const first = updateScores([], [{ hotkey: 'a', share: 1 }]);
    expect(first).toEqual([{ hotkey: 'a', score: 0.1 }]);
    expect(updateScores(first, [{ hotkey: 'b', share: 1 }])).toEqual([
      { hotkey: 'a', score: 0.9 * 0.1 },
      { hotkey: 'b', score: 0.1 },
    ]);
  });

  it('forgets a miner whose score has faded', () => {
    let scores: Score[] = [{ hotkey: 'a', score: 1 }];
    for (let epoch = 0; epoch < 200; epoch += 1) scores = updateScores(scores, []);
    expect(scores).toEqual([]);
  });

  it('refuses an alpha outside (0, 1]', () => {
    for (const alpha of [0, -0.1, 1.1, Number.NaN]) {
      expect(() => updateScores([], [], alpha)).toThrow(ConsensusError);
    }
  });
});

const hotkey = fc.integer({ min: 0, max: 30 }).map((n) => `hotkey ${n}`);
const batches = fc.array(
  fc.record<ScoredBatch>({
    outcome: fc.constantFrom('agreed' as const, 'agreed' as const, 'failed' as const),
    results: fc.array(
      fc.record({
        hotkey,
        verdict: fc.constantFrom('agreed' as const, 'agreed' as const, 'rejected' as const),
      }),
      { maxLength: 6 },
    ),
  }),
  { maxLength: 40 },
);
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

function weigh(epochs: readonly ScoredBatch[][]) {
  let scores: Score[] = [];
  for (const epoch of epochs) scores = updateScores(scores, epochShares(scoreBatches(epoch)));
  return weightsFromScores(scores);
}

describe('properties', () => {
  it('weights are 0 to 1 and sum to 1, or are all 0', () => {
    fc.assert(
      fc.property(fc.array(batches, { maxLength: 5 }), (epochs) => {
        const weights = weigh(epochs).map(({ weight }) => weight);
        for (const weight of weights) expect(weight >= 0 && weight <= 1).toBe(true);
        const total = sum(weights);
        expect(total === 0 || Math.abs(total - 1) < 1e-12).toBe(true);
      }),
    );
  });

  it('weights of any scores sum to 1 or are all 0', () => {
    const scores = fc.uniqueArray(
      fc.record({ hotkey: fc.string(), score: fc.double({ min: 0, max: 1, noNaN: true }) }),
      { selector: (row) => row.hotkey, maxLength: 200 },
    );
    fc.assert(
      fc.property(scores, (rows) => {
        const total = sum(weightsFromScores(rows).map(({ weight }) => weight));
        expect(rows.some(({ score }) => score > 0) ? Math.abs(total - 1) < 1e-12 : total === 0).toBe(true);
      }),
    );
  });

  it('depend neither on the order of batches nor of results', () => {
    const shuffle = <T>(items: readonly T[]) =>
      fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
    const pair = batches.chain((list) =>
      fc.tuple(
        fc.constant(list),
        shuffle(list).chain((order) =>
          fc.tuple(...order.map((entry) => shuffle(entry.results).map((results) => ({ ...entry, results })))),
        ),
      ),
    );
    fc.assert(
      fc.property(pair, ([list, order]) => {
        expect(weigh([order])).toEqual(weigh([list]));
      }),
    );
  });

  it('a miner with more work of both kinds never gets less, and more work never lowers its share', () => {
    const count = fc.integer({ min: 0, max: 50 });
    const tally = fc.record({ agreed: count, extra: count, rejected: count });
    fc.assert(
      fc.property(fc.array(tally, { minLength: 1, maxLength: 20 }), (rows) => {
        const tallies = rows.map(({ agreed, extra, rejected }, index) => ({
          hotkey: `hotkey ${index}`,
          agreed,
          completed: agreed + extra,
          rejected,
        }));
        const share = new Map(epochShares(tallies).map((row) => [row.hotkey, row.share]));
        for (const a of tallies) {
          for (const b of tallies) {
            if (a.agreed > b.agreed || a.completed > b.completed) continue;
            expect(share.get(a.hotkey) ?? 0).toBeLessThanOrEqual(share.get(b.hotkey) ?? 0);
          }
        }
        const [first, ...others] = tallies;
        if (first === undefined) return;
        const more = { ...first, agreed: first.agreed + 1, completed: first.completed + 1 };
        const after = epochShares([more, ...others]).find((row) => row.hotkey === first.hotkey);
        expect(after?.share ?? 0).toBeGreaterThanOrEqual((share.get(first.hotkey) ?? 0) - 1e-15);
      }),
    );
  });

  it('a rejected result earns nothing', () => {
    fc.assert(
      fc.property(batches, (list) => {
        const liar = 'liar';
        const withLies = list.map((entry) => ({
          ...entry,
          results: [...entry.results, { hotkey: liar, verdict: 'rejected' as const }],
        }));
        const weights = weigh([withLies]);
        expect(weights.find((row) => row.hotkey === liar)?.weight ?? 0).toBe(0);
        expect(weights).toEqual(weigh([list]));
      }),
    );
  });
});
