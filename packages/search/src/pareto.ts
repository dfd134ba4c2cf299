import { SearchError } from './error.ts';

/** Objectives of one solution, all to be minimised. */
export type Point = readonly number[];

/** Whether `a` is nowhere worse than `b` and somewhere better. */
export function dominates(a: Point, b: Point): boolean {
  let better = false;
  for (let k = 0; k < a.length; k++) {
    const x = a[k] ?? 0;
    const y = b[k] ?? 0;
    if (x > y) return false;
    if (x < y) better = true;
  }
  return better;
}

/** @throws SearchError `points` unless all points are finite and of one dimension. */
export function checkPoints(points: readonly Point[], dimension = points[0]?.length ?? 0): void {
  for (const [i, point] of points.entries())
    if (point.length !== dimension || !point.every(Number.isFinite))
      throw new SearchError(
        'points',
        `point ${i} must be ${dimension} finite numbers, but is [${point.join()}]`,
      );
}

/**
 * Indices, ascending, of the points that no other point dominates; equal points stay together.
 * Time O(n log n) for two objectives, O(n log n + n f) with a front of f points for more.
 * @throws SearchError `points`.
 */
export function paretoFront(points: readonly Point[]): number[] {
  checkPoints(points);
  const front: number[] = [];
  // In lexicographic order whatever dominates a point comes before it, and something on the front does.
  for (const i of lexicographicOrder(points)) if (!isDominated(points, i, front)) front.push(i);
  return front.sort((a, b) => a - b);
}

/**
 * Fronts of indices (ascending within a front): the first is the Pareto front, each next one is the Pareto front
 * of what is left (Deb et al. 2002; by insertion in lexicographic order as in Zhang et al. 2015).
 * @throws SearchError `points`.
 */
export function nonDominatedSort(points: readonly Point[]): number[][] {
  checkPoints(points);
  const fronts: number[][] = [];
  for (const i of lexicographicOrder(points)) {
    const home = fronts.find((front) => !isDominated(points, i, front));
    if (home === undefined) fronts.push([i]);
    else home.push(i);
  }
  return fronts.map((front) => front.sort((a, b) => a - b));
}

/** Whether a member of the front, filled in lexicographic order up to point `i`, dominates point `i`. */
function isDominated(points: readonly Point[], i: number, front: readonly number[]): boolean {
  const point = points[i] ?? [];
  // With two objectives the second falls along the front: if anyone dominates the point, the last one does.
  const rivals = point.length === 2 ? front.slice(-1) : front;
  return rivals.some((other) => dominates(points[other] ?? [], point));
}

/**
 * Crowding distance of each point of one front (Deb et al. 2002): per objective the gap between both neighbours
 * over the front's range, Infinity at the ends. Equal values are ordered by index; an objective without any spread
 * counts for nothing.
 * @throws SearchError `points`.
 */
export function crowdingDistance(points: readonly Point[]): number[] {
  checkPoints(points);
  if (points.length <= 2) return points.map(() => Number.POSITIVE_INFINITY);
  const distance = points.map(() => 0);
  for (let k = 0; k < (points[0]?.length ?? 0); k++) {
    const value = (i: number | undefined): number => points[i ?? 0]?.[k] ?? 0;
    const order = points.map((_, i) => i).sort((a, b) => value(a) - value(b) || a - b);
    const range = value(order.at(-1)) - value(order[0]);
    if (range === 0) continue;
    for (const [position, i] of order.entries()) {
      const atEnd = position === 0 || position === order.length - 1;
      const gap = atEnd
        ? Number.POSITIVE_INFINITY
        : (value(order[position + 1]) - value(order[position - 1])) / range;
      distance[i] = (distance[i] ?? 0) + gap;
    }
  }
  return distance;
}

function lexicographicOrder(points: readonly Point[]): number[] {
  return points
    .map((_, i) => i)
    .sort((a, b) => {
      const p = points[a] ?? [];
      const q = points[b] ?? [];
      for (let k = 0; k < p.length; k++) {
        const difference = (p[k] ?? 0) - (q[k] ?? 0);
        if (difference !== 0) return difference;
      }
      return a - b;
    });
}
