import { hypervolume2d, hypervolume3d, nonDominatedSort, type Point } from '@naschain/search';
import { naiveHypervolume2d, naiveHypervolume3d, naiveSort } from './naivePareto.ts';
import { frontPoints, tiedPoints } from './points.ts';
import { medianMs, once } from './stopwatch.ts';

const SIZES = [1000, 10_000, 100_000];
/** Beyond this the naive versions would take minutes and gigabytes. */
const MOST_NAIVE = 10_000;

/** By number of points; `naiveMs` and `ratio` (naive over fast) are null where the naive version is left out. */
export interface Comparison {
  readonly points: readonly number[];
  readonly ms: readonly number[];
  readonly naiveMs: readonly (number | null)[];
  readonly ratio: readonly (number | null)[];
}

export interface ParetoTimings {
  /** Three objectives, with ties and duplicates. */
  readonly sort: Comparison;
  readonly hypervolume2d: Comparison;
  readonly hypervolume3d: Comparison;
}

/** @throws Error when a naive version disagrees with the fast one */
export function paretoTimings(): ParetoTimings {
  const sameFronts = (a: number[][], b: number[][]): boolean => JSON.stringify(a) === JSON.stringify(b);
  const sameVolume = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;
  const flat = (points: readonly Point[]) => hypervolume2d(points, [1, 1]);
  const deep = (points: readonly Point[]) => hypervolume3d(points, [1, 1, 1]);
  return {
    sort: compare(tiedPoints, nonDominatedSort, naiveSort, sameFronts),
    hypervolume2d: compare(
      (count) => frontPoints(count, 2),
      flat,
      (points) => naiveHypervolume2d(points, [1, 1]),
      sameVolume,
    ),
    hypervolume3d: compare(
      (count) => frontPoints(count, 3),
      deep,
      (points) => naiveHypervolume3d(points, [1, 1, 1]),
      sameVolume,
    ),
  };
}

function compare<Result>(
  make: (count: number) => Point[],
  fast: (points: readonly Point[]) => Result,
  naive: (points: readonly Point[]) => Result,
  isSame: (a: Result, b: Result) => boolean,
): Comparison {
  const results = SIZES.map((count) => {
    const points = make(count);
    const ms = medianMs(() => fast(points));
    if (count > MOST_NAIVE) return { ms, naiveMs: null, ratio: null };
    const slow = once(() => naive(points));
    if (!isSame(slow.result, fast(points))) throw new Error('the naive and the fast version disagree');
    return { ms, naiveMs: slow.ms, ratio: slow.ms / ms };
  });
  return {
    points: SIZES,
    ms: results.map(({ ms }) => ms),
    naiveMs: results.map(({ naiveMs }) => naiveMs),
    ratio: results.map(({ ratio }) => ratio),
  };
}
