import { type SearchTable, tableFront, tableSpace } from '@naschain/search';
import { describe, expect, test } from 'vitest';
import { configOf, variantsOf } from './jobs.ts';
import { checkpointsOf, meanScore, scoreRun } from './score.ts';
import { evaluationOrder } from './tableRun.ts';

/** One gene of five values, three of them on the front. */
const table: SearchTable = {
  name: 'small',
  cardinalities: [5],
  entries: {
    '0': { error: 0, params: 1, flops: 100 },
    '1': { error: 50, params: 1, flops: 50 },
    '2': { error: 75, params: 1, flops: 0 },
    '3': { error: 100, params: 1, flops: 75 },
    '4': { error: 60, params: 1, flops: 60 },
  },
};
const truth = tableFront(table, ['error', 'flops']);

describe('scoreRun', () => {
  test('hypervolume after so many evaluations, and evaluations up to its shares', () => {
    // Columns from 0.5 to 0.75 and from 0.75 to 1 are dominated from 0.5 and from 0 on.
    expect(truth.hypervolume).toBe(0.25 * 0.5 + 0.25);
    const score = scoreRun(['3', '0', '1', '4', '2'], truth, 5);
    expect(score).toEqual({ hv: [0.375], to99: 5, to999: 5, to100: 5 });
    expect(scoreRun(['3', '0', '1', '4', '2'], truth, 4)).toEqual({
      hv: [0.25],
      to99: null,
      to999: null,
      to100: null,
    });
  });

  test('a run that ends early keeps what it has', () => {
    expect(scoreRun(['1'], truth, 500).hv).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(scoreRun([], truth, 100).hv).toEqual([0]);
  });

  test('no evaluation is asked for once nothing can be gained', () => {
    let asked = 0;
    const order = (function* () {
      for (const genome of ['1', '2', '0', '3']) {
        asked += 1;
        yield genome;
      }
    })();
    expect(scoreRun(order, truth, 4)).toMatchObject({ hv: [0.375], to100: 2 });
    expect(asked).toBe(2);
  });

  test('a genome that is not of the table is refused', () => {
    expect(() => scoreRun(['7'], truth, 5)).toThrow(RangeError);
  });
});

test('checkpoints are the usual ones up to the budget, and the budget', () => {
  expect(checkpointsOf(1200)).toEqual([100, 200, 400, 800, 1200]);
  expect(checkpointsOf(300)).toEqual([100, 200, 300]);
  expect(checkpointsOf(50)).toEqual([50]);
});

test('the mean to a share is null unless every run reached it', () => {
  const scores = [
    { hv: [0.5, 1], to99: 10, to999: 20, to100: null },
    { hv: [0.7, 0.9], to99: 30, to999: null, to100: null },
  ];
  expect(meanScore(scores, 200)).toEqual({
    seeds: 2,
    hv: { '100': 0.6, '200': 0.95 },
    to99: 20,
    to999: null,
    to100: null,
    reached99: 2,
    reached999: 1,
    reached100: 0,
  });
});

test('every algorithm in every mode evaluates all of a small table, each network once', () => {
  const options = { algorithms: ['surrogate', 'nsga2', 'nsganet', 'random'], evaluations: 20 } as const;
  const variants = variantsOf({ ...options, outstanding: 2 });
  expect(variants).toHaveLength(16);
  for (const variant of variants) {
    const order = [...evaluationOrder(table, tableSpace(table), configOf({ ...variant, seed: 1 }), 2)];
    expect(order.toSorted(), JSON.stringify(variant)).toEqual(['0', '1', '2', '3', '4']);
  }
});
