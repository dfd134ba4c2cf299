import { SearchError } from './error.ts';
import type { Objective } from './objectives.ts';
import { extent } from './pareto/extent.ts';
import { GrowingHypervolume2d } from './pareto/growingHypervolume2d.ts';
import { checkPoint, type Point, toColumns } from './pareto/point.ts';
import { denseRanks, distinctPoints, lexicographicOrder } from './pareto/ranking.ts';
import { paretoFront } from './pareto.ts';
import type { SearchSpace } from './space.ts';

const NO_VALUES = new Float64Array(0);

/**
 * What the points dominate below the reference point (minimisation): length, area or volume, by the dimension of the
 * reference. Points not better than it in all objectives add nothing. Exact up to rounding, independent of the order
 * of the points. Time O(n log n).
 * @throws SearchError `points`, also for a reference of other than one to three objectives.
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  switch (reference.length) {
    case 1:
      return hypervolume1d(points, reference);
    case 2:
      return hypervolume2d(points, reference);
    case 3:
      return hypervolume3d(points, reference);
    default:
      throw new SearchError('points', `hypervolume takes 1 to 3 objectives, but not ${reference.length}`);
  }
}

function hypervolume1d(points: readonly Point[], reference: Point): number {
  checkPoint(reference, 1, 'the reference point');
  const [limit = 0] = reference;
  const [values = NO_VALUES] = toColumns(points, 1);
  return values.reduce((length, value) => Math.max(length, limit - value), 0);
}

/**
 * Area that the points dominate below the reference point (minimisation); points not better than it in both
 * objectives add nothing. Exact up to rounding, independent of the order of the points. Time O(n log n).
 * @throws SearchError `points`.
 */
export function hypervolume2d(points: readonly Point[], reference: Point): number {
  checkPoint(reference, 2, 'the reference point');
  const [limitX = 0, limitY = 0] = reference;
  const { count, values } = distinctPoints(columnsInside(points, reference));
  const [xs = NO_VALUES, ys = NO_VALUES] = values;
  let area = 0;
  let lowest = limitY;
  for (let at = 0; at < count; at++) {
    const y = ys[at] ?? 0;
    if (y >= lowest) continue;
    area += extent(limitX - (xs[at] ?? 0), lowest - y);
    lowest = y;
  }
  return area;
}

/**
 * Volume that the points dominate below the reference point (minimisation), by a sweep along the third objective that
 * keeps the area dominated so far in a balanced tree (Fonseca, Paquete & López-Ibáñez 2006; Beume et al. 2009). Exact
 * up to rounding, independent of the order of the points. Time O(n log n).
 * @throws SearchError `points`.
 */
export function hypervolume3d(points: readonly Point[], reference: Point): number {
  checkPoint(reference, 3, 'the reference point');
  const [limitX = 0, limitY = 0, limitZ = 0] = reference;
  const [xs = NO_VALUES, ys = NO_VALUES, zs = NO_VALUES] = columnsInside(points, reference);
  const { count, values } = distinctPoints([zs, xs, ys]);
  const [depths = NO_VALUES, columnX = NO_VALUES, columnY = NO_VALUES] = values;
  const slice = new GrowingHypervolume2d([limitX, limitY]);
  let volume = 0;
  let from = limitZ;
  for (let at = 0; at < count; at++) {
    const { area } = slice;
    if (slice.add([columnX[at] ?? 0, columnY[at] ?? 0]) === 0) continue;
    const depth = depths[at] ?? 0;
    volume += extent(area, depth - from);
    from = depth;
  }
  return volume + extent(slice.area, limitZ - from);
}

/**
 * Per point the area that it alone dominates below the reference point (minimisation), among the points of the
 * Pareto front: 0 for dominated points, for equal ones, and for those not better than the reference in both
 * objectives. Time O(n log n).
 * @throws SearchError `points`.
 */
export function hypervolumeContributions2d(points: readonly Point[], reference: Point): number[] {
  checkPoint(reference, 2, 'the reference point');
  const [limitX = 0, limitY = 0] = reference;
  const front = paretoFront(points).filter(
    (i) => (points[i]?.[0] ?? 0) < limitX && (points[i]?.[1] ?? 0) < limitY,
  );
  const [xs = NO_VALUES, ys = NO_VALUES] = toColumns(
    front.map((i) => points[i] ?? []),
    2,
  );
  const order = lexicographicOrder([denseRanks(xs)], front.length);
  const contributions = points.map(() => 0);
  for (let at = 0; at < order.length; at++) {
    const [i = 0, before = -1, after = -1] = [order[at], order[at - 1], order[at + 1]];
    // Equal points are neighbours and leave nothing between them.
    const width = (xs[after] ?? limitX) - (xs[i] ?? 0);
    const height = (ys[before] ?? limitY) - (ys[i] ?? 0);
    contributions[front[i] ?? 0] = extent(width, height);
  }
  return contributions;
}

/** By objective the values of the points that are better than the reference in all of them. */
function columnsInside(points: readonly Point[], reference: Point): Float64Array[] {
  const columns = toColumns(points, reference.length);
  let count = 0;
  for (let i = 0; i < points.length; i++) {
    if (columns.some((column, k) => (column[i] ?? 0) >= (reference[k] ?? 0))) continue;
    for (const column of columns) column[count] = column[i] ?? 0;
    count++;
  }
  return columns.map((column) => column.subarray(0, count));
}

/** The worst corner of a space: 100 % error, and the parameters and FLOPs of its largest networks. */
export function referencePoint(space: SearchSpace): Record<Objective, number> {
  return { error: 100, params: space.maxParams, flops: space.maxFlops };
}

/**
 * Share of the box between the origin and the reference point that the points dominate, 0 to 1, for one to three
 * objectives.
 * @throws SearchError `points` on negative or non-finite objectives, or a reference that is not positive.
 */
export function normalisedHypervolume(points: readonly Point[], reference: Point): number {
  if (!reference.every((value) => value > 0))
    throw new SearchError('points', 'the reference point must be positive in all objectives');
  if (points.some((point) => point.some((value) => value < 0)))
    throw new SearchError('points', 'objectives must not be negative');
  const box = reference.reduce((product, value) => product * value, 1);
  return Math.min(1, hypervolume(points, reference) / box);
}
