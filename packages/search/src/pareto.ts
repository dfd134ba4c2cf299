import { firstFront, frontRanks } from './pareto/frontRanks.ts';
import { type Point, shareOfRange, toColumns } from './pareto/point.ts';
import { denseRanks, distinctPoints, lexicographicOrder } from './pareto/ranking.ts';

/**
 * Indices, ascending, of the points that no other point dominates; equal points stay together.
 * Time O(n log n) for up to three objectives, O(n log n + n f) with a front of f points for more.
 * @throws SearchError `points`.
 */
export function paretoFront(points: readonly Point[]): number[] {
  const distinct = distinctPoints(toColumns(points), points.length);
  const isFirst = firstFront(distinct);
  const front: number[] = [];
  for (let i = 0; i < points.length; i++) if (isFirst[distinct.position[i] ?? 0] === 1) front.push(i);
  return front;
}

/**
 * Fronts of indices (ascending within a front): the first is the Pareto front, each next one is the Pareto front
 * of what is left (Deb et al. 2002). Time for n points on f fronts: O(n log n) for up to two objectives,
 * O(n log n log f) for three, O(n^2) at worst for more.
 * @throws SearchError `points`.
 */
export function nonDominatedSort(points: readonly Point[]): number[][] {
  const distinct = distinctPoints(toColumns(points), points.length);
  const rank = frontRanks(distinct);
  const fronts: number[][] = [];
  // Fronts have no gaps, but equal points may meet a later front before an earlier one.
  for (let i = 0; i < points.length; i++) {
    const at = rank[distinct.position[i] ?? 0] ?? 0;
    while (fronts.length <= at) fronts.push([]);
    fronts[at]?.push(i);
  }
  return fronts;
}

/**
 * Crowding distance of each point of one front (Deb et al. 2002): per objective the gap between both neighbours
 * over the front's range, Infinity at the ends. Equal values are ordered by index; an objective without any spread
 * counts for nothing. Time O(n log n).
 * @throws SearchError `points`.
 */
export function crowdingDistance(points: readonly Point[]): number[] {
  const columns = toColumns(points);
  const size = points.length;
  if (size <= 2) return points.map(() => Number.POSITIVE_INFINITY);
  const distance = new Float64Array(size);
  for (const column of columns) {
    const order = lexicographicOrder([denseRanks(column)], size);
    const value = (at: number): number => column[order[at] ?? 0] ?? 0;
    const minimum = value(0);
    const maximum = value(size - 1);
    if (minimum === maximum) continue;
    for (let at = 0; at < size; at++) {
      const gap =
        at === 0 || at === size - 1
          ? Number.POSITIVE_INFINITY
          : shareOfRange(value(at - 1), value(at + 1), minimum, maximum);
      const i = order[at] ?? 0;
      distance[i] = (distance[i] ?? 0) + gap;
    }
  }
  return Array.from(distance);
}
