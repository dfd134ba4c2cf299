import { expect, test } from 'vitest';
import type { Member } from '../algorithm.ts';
import { memberOf } from '../testing/examples.ts';
import { trackRecord } from './trackRecord.ts';

/** Predicted 10, 20, … with deviation 1; measured as much off as told. */
const predicted = (misses: readonly number[]): Member[] =>
  misses.map((miss, id) => {
    const mean = 10 * (id + 1);
    return memberOf(id, { error: mean + miss, prediction: { mean, deviation: 1 } });
  });

test('coverage is the share of errors within 1.645 deviations', () => {
  const { coverage, rankCorrelation } = trackRecord(predicted([0, 1.6, -1.6, 1.7, -1.7, 0.5, -0.5, 4]));
  expect(coverage).toBe(5 / 8);
  expect(rankCorrelation).toBeCloseTo(1, 12);
  const wider = predicted([3, -3, 3, -3, 3, -3, 3, 3.5]).map((member) => ({
    ...member,
    prediction: { mean: member.prediction?.mean ?? 0, deviation: 2 },
  }));
  expect(trackRecord(wider).coverage).toBe(7 / 8);
});

test('says nothing from fewer than eight predicted networks; failed and unpredicted ones do not count', () => {
  const unknown = { rankCorrelation: null, coverage: null };
  const seven = predicted([0, 0, 0, 0, 0, 0, 0]);
  const others = [
    memberOf(7, { error: null, prediction: { mean: 1, deviation: 1 } }),
    memberOf(8, { error: 5, prediction: null }),
  ];
  expect(trackRecord([])).toEqual(unknown);
  expect(trackRecord([...seven, ...others])).toEqual(unknown);
  const eight = [...seven, ...others, ...predicted([0]).map((member) => ({ ...member, id: 9 }))];
  expect(trackRecord(eight).coverage).toBe(1);
});

test('looks at the latest 64', () => {
  const old = predicted(new Array(40).fill(9));
  const recent = predicted(new Array(64).fill(0)).map((member) => ({ ...member, id: member.id + 40 }));
  expect(trackRecord([...old, ...recent]).coverage).toBe(1);
  expect(trackRecord([...old, ...recent.slice(0, 32)]).coverage).toBe(0.5);
});

test('ranks what was predicted against what was measured', () => {
  const members = predicted(new Array(10).fill(0));
  const reversed = members.map((member) => ({ ...member, error: 100 - (member.error ?? 0) }));
  expect(trackRecord(reversed).rankCorrelation).toBeCloseTo(-1, 12);
});
