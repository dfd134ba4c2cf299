import type { DistinctPoints } from './ranking.ts';
import { NONE, StaircaseForest } from './staircaseForest.ts';

const NO_VALUES = new Float64Array(0);

/**
 * The front that each of the distinct points is on, from 0. In lexicographic order a point's front is the first
 * without a member that dominates it, and a front that dominates it follows from any later one that does: so the
 * front is found by bisection (ENS-BS: Zhang, Tian, Cheng & Jin 2015).
 *
 * What is asked of a front depends on the dimension. Two objectives: its least second value, O(n log f) for f fronts.
 * Three: its staircase in the second and third objective (after Jensen 2003), O(n log n log f). More: all its members,
 * O(n^2) at worst.
 */
export function frontRanks(distinct: DistinctPoints): Int32Array {
  const { count, values } = distinct;
  if (values.length < 2) return Int32Array.from({ length: count }, (_, at) => at);
  if (values.length === 2) return planarRanks(values[1] ?? NO_VALUES);
  if (values.length === 3) return spatialRanks(values[1] ?? NO_VALUES, values[2] ?? NO_VALUES);
  return generalRanks(values, count);
}

function planarRanks(second: Float64Array): Int32Array {
  const rank = new Int32Array(second.length);
  const least = new Float64Array(second.length);
  let fronts = 0;
  for (let at = 0; at < second.length; at++) {
    const y = second[at] ?? 0;
    let low = 0;
    let high = fronts;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((least[middle] ?? 0) <= y) low = middle + 1;
      else high = middle;
    }
    rank[at] = low;
    least[low] = y;
    if (low === fronts) fronts++;
  }
  return rank;
}

function spatialRanks(second: Float64Array, third: Float64Array): Int32Array {
  const rank = new Int32Array(second.length);
  const forest = new StaircaseForest(second, third);
  const roots = new Int32Array(second.length).fill(NONE);
  let fronts = 0;
  for (let at = 0; at < second.length; at++) {
    const y = second[at] ?? 0;
    const z = third[at] ?? 0;
    let low = 0;
    let high = fronts;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (forest.covers(roots[middle] ?? NONE, y, z)) low = middle + 1;
      else high = middle;
    }
    rank[at] = low;
    roots[low] = forest.insert(roots[low] ?? NONE, at);
    if (low === fronts) fronts++;
  }
  return rank;
}

function generalRanks(values: readonly Float64Array[], count: number): Int32Array {
  const rows = rowsOf(values, count);
  const width = values.length - 1;
  const rank = new Int32Array(count);
  const fronts: number[][] = [];
  for (let at = 0; at < count; at++) {
    let low = 0;
    let high = fronts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (hasDominating(fronts[middle] ?? [], rows, width, at)) low = middle + 1;
      else high = middle;
    }
    rank[at] = low;
    const home = fronts[low];
    if (home === undefined) fronts.push([at]);
    else home.push(at);
  }
  return rank;
}

/** Which of the distinct points no other dominates: 1, else 0. At three objectives O(n log n), see `frontRanks`. */
export function firstFront({ count, values }: DistinctPoints): Uint8Array {
  const isFirst = new Uint8Array(count);
  if (values.length < 2) return isFirst.fill(1, 0, 1);
  if (values.length === 2) {
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < count; at++) {
      const y = values[1]?.[at] ?? 0;
      if (y >= least) continue;
      isFirst[at] = 1;
      least = y;
    }
    return isFirst;
  }
  const covered =
    values.length === 3
      ? coveredBySteps(values[1] ?? NO_VALUES, values[2] ?? NO_VALUES)
      : coveredByMembers(values, count);
  for (let at = 0; at < count; at++) isFirst[at] = covered(at) ? 0 : 1;
  return isFirst;
}

/** To be asked of every point in order: whether one of those before dominates it. */
type Covered = (at: number) => boolean;

function coveredBySteps(second: Float64Array, third: Float64Array): Covered {
  const forest = new StaircaseForest(second, third);
  let root = NONE;
  return (at) => {
    if (forest.covers(root, second[at] ?? 0, third[at] ?? 0)) return true;
    root = forest.insert(root, at);
    return false;
  };
}

function coveredByMembers(values: readonly Float64Array[], count: number): Covered {
  const rows = rowsOf(values, count);
  const width = values.length - 1;
  const front: number[] = [];
  return (at) => {
    if (hasDominating(front, rows, width, at)) return true;
    front.push(at);
    return false;
  };
}

/** The points one after the other, without the first objective: in lexicographic order it need not be compared. */
function rowsOf(values: readonly Float64Array[], count: number): Float64Array {
  const width = values.length - 1;
  const rows = new Float64Array(count * width);
  for (const [k, column] of values.slice(1).entries())
    for (let at = 0; at < count; at++) rows[at * width + k] = column[at] ?? 0;
  return rows;
}

/** Whether one of the members, all before the point in lexicographic order, dominates it. */
function hasDominating(members: readonly number[], rows: Float64Array, width: number, at: number): boolean {
  const row = at * width;
  // The latest are the likeliest.
  for (let m = members.length - 1; m >= 0; m--) {
    const other = (members[m] ?? 0) * width;
    let k = 0;
    while (k < width && (rows[other + k] ?? 0) <= (rows[row + k] ?? 0)) k++;
    if (k === width) return true;
  }
  return false;
}
