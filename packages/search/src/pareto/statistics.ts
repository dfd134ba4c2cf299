import { hypervolume } from '../hypervolume.ts';
import { paretoFront } from '../pareto.ts';
import { kneePoint } from './kneePoint.ts';
import { type Point, shareOfRange, toColumns } from './point.ts';
import { distinctPoints } from './ranking.ts';

/** Where the values of one objective lie. */
export interface ObjectiveStatistics {
  readonly minimum: number;
  /** The mean of the middle two, of an even number of values. */
  readonly median: number;
  readonly maximum: number;
}

/** How good a set of evaluated solutions is, and how well its front is spread. */
export interface FrontStatistics {
  /** Number of points on the Pareto front, equal ones included. */
  readonly size: number;
  /** Of all points, below the reference point. */
  readonly hypervolume: number;
  /** Index of the knee, see `kneePoint`. */
  readonly knee: number | null;
  /** Per objective, over all points, also dominated ones; empty without points. */
  readonly objectives: readonly ObjectiveStatistics[];
  /** See `frontSpacing`. */
  readonly spacing: number | null;
}

/**
 * Statistics of the evaluated solutions of a generation, with one to three objectives.
 * @throws SearchError `points`.
 */
export function frontStatistics(points: readonly Point[], reference: Point): FrontStatistics {
  const columns = toColumns(points, reference.length);
  return {
    size: paretoFront(points).length,
    hypervolume: hypervolume(points, reference),
    knee: kneePoint(points),
    objectives: points.length === 0 ? [] : columns.map(objectiveStatistics),
    spacing: frontSpacing(points),
  };
}

function objectiveStatistics(column: Float64Array): ObjectiveStatistics {
  const sorted = column.toSorted();
  const value = (at: number): number => sorted[at] ?? 0;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? value(middle) : value(middle - 1) / 2 + value(middle) / 2;
  return { minimum: value(0), median, maximum: value(sorted.length - 1) };
}

/**
 * Schott's spacing (1995) of the points' Pareto front, 0 when its points are evenly spread: the sample standard
 * deviation of their distances to the nearest other point (sums of absolute differences, each objective normalised
 * to the front's range). Equal points count once; null for fewer than two different ones.
 * @throws SearchError `points`.
 */
export function frontSpacing(points: readonly Point[]): number | null {
  const front = paretoFront(points).map((i) => points[i] ?? []);
  const { count, values } = distinctPoints(toColumns(front));
  if (count < 2) return null;
  const distances = nearestDistances(values.map(normalised), count);
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / count;
  const squares = distances.reduce((sum, distance) => sum + (distance - mean) * (distance - mean), 0);
  return Math.sqrt(squares / (count - 1));
}

function normalised(column: Float64Array): Float64Array {
  const sorted = column.toSorted();
  const [minimum = 0, maximum = 0] = [sorted[0], sorted.at(-1)];
  return column.map((value) => (minimum === maximum ? 0 : shareOfRange(minimum, value, minimum, maximum)));
}

/** Of points in the order of their first objective: as soon as that alone is too far, so are all further points. */
function nearestDistances(columns: readonly Float64Array[], count: number): Float64Array {
  const gap = (column: Float64Array | undefined, a: number, b: number): number =>
    Math.abs((column?.[a] ?? 0) - (column?.[b] ?? 0));
  return new Float64Array(count).map((_, at) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (const step of [-1, 1])
      for (let other = at + step; other >= 0 && other < count; other += step) {
        if (gap(columns[0], at, other) >= nearest) break;
        let distance = 0;
        for (const column of columns) distance += gap(column, at, other);
        nearest = Math.min(nearest, distance);
      }
    return nearest;
  });
}
