import { SearchError } from '../error.ts';

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

/** @throws SearchError `points` unless the point has this many finite numbers. */
export function checkPoint(point: Point, dimension: number, name = 'a point'): void {
  if (point.length !== dimension || !point.every(Number.isFinite))
    throw new SearchError('points', `${name} must be ${dimension} finite numbers, but is [${point.join()}]`);
}

/**
 * The points by objective: one array of values, in the order of the points, for each.
 * @throws SearchError `points` unless all points are finite and of this dimension.
 */
export function toColumns(points: readonly Point[], dimension = points[0]?.length ?? 0): Float64Array[] {
  const columns = Array.from({ length: dimension }, () => new Float64Array(points.length));
  for (let i = 0; i < points.length; i++) {
    const point = points[i] ?? [];
    if (point.length !== dimension) checkPoint(point, dimension, `point ${i}`);
    for (let k = 0; k < dimension; k++) {
      const value = point[k] ?? Number.NaN;
      if (!Number.isFinite(value)) checkPoint(point, dimension, `point ${i}`);
      const column = columns[k];
      if (column !== undefined) column[i] = value;
    }
  }
  return columns;
}

/** Share of the range from `minimum` to `maximum` (which must differ) that lies between two values of it. */
export function shareOfRange(from: number, to: number, minimum: number, maximum: number): number {
  // Halves, where the range itself would not be a finite number.
  if (maximum - minimum === Number.POSITIVE_INFINITY)
    return (to / 2 - from / 2) / (maximum / 2 - minimum / 2);
  return (to - from) / (maximum - minimum);
}
