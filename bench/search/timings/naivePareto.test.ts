import { hypervolume2d, hypervolume3d, nonDominatedSort } from '@naschain/search';
import { expect, test } from 'vitest';
import { naiveHypervolume2d, naiveHypervolume3d, naiveSort } from './naivePareto.ts';
import { frontPoints, tiedPoints } from './points.ts';

test('the naive versions agree with the fast ones', () => {
  const tied = tiedPoints(300);
  expect(naiveSort(tied)).toEqual(nonDominatedSort(tied));
  for (const make of [frontPoints, (count: number, dimension: number) => tiedPoints(count, dimension)]) {
    const [flat, deep] = [make(100, 2), make(100, 3)];
    expect(naiveHypervolume2d(flat, [0.8, 0.9])).toBeCloseTo(hypervolume2d(flat, [0.8, 0.9]), 12);
    expect(naiveHypervolume3d(deep, [0.8, 0.9, 0.7])).toBeCloseTo(hypervolume3d(deep, [0.8, 0.9, 0.7]), 12);
  }
});
