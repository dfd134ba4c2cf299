import { expect, test } from 'vitest';
import { SearchError } from '../error.ts';
import type { SearchTable } from './searchTable.ts';
import { tableFront } from './tableFront.ts';

const table: SearchTable = {
  name: 'five networks',
  cardinalities: [6],
  entries: {
    '0': { error: 10, params: 5, flops: 100 },
    '1': { error: 20, params: 5, flops: 50 },
    '2': { error: 20, params: 5, flops: 50 },
    '3': { error: 30, params: 5, flops: 80 },
    '4': { error: 50, params: 5, flops: 0 },
    // The same network as 0, trained worse: it only widens the range of errors.
    '5': { error: 110, params: 5, flops: 200 },
  },
  canonical: { '5': '0' },
};

test('points are normalised over all entries, and are those of the canonical genomes', () => {
  const { points, front, hypervolume } = tableFront(table, ['error', 'flops']);
  expect([...points]).toEqual([
    ['0', [0, 0.5]],
    ['1', [0.1, 0.25]],
    ['2', [0.1, 0.25]],
    ['3', [0.2, 0.4]],
    ['4', [0.4, 0]],
  ]);
  expect(front).toEqual(['0', '1', '2', '4']);
  expect(hypervolume).toBeCloseTo(1 * 0.5 + 0.9 * 0.25 + 0.6 * 0.25, 12);
});

test('an objective in which all are alike is 0 everywhere', () => {
  expect(tableFront(table, ['params']).hypervolume).toBe(1);
  expect(tableFront(table, ['error', 'params']).front).toEqual(['0']);
  expect(tableFront(table, ['error', 'params', 'flops']).hypervolume).toBeCloseTo(0.875, 12);
  expect(() => tableFront(table, [])).toThrow(SearchError);
});
