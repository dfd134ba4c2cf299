import { paretoFront } from '../pareto.ts';
import { type Point, shareOfRange, toColumns } from './point.ts';

/** Rounding of a sum of normalised objectives is far below, any bulge worth showing far above. */
const FLAT = 1e-9;

/**
 * Index of the knee of the points' Pareto front, where it bulges most towards the ideal point: each objective is
 * normalised to 0 at the front's minimum and 1 at its maximum, and the knee is the point farthest below the line
 * (plane) through the ends of the axes, x + y (+ z) = 1. With two objectives that is the line through both extremes
 * of the front (Das 1999, "On characterizing the knee of the Pareto curve based on normal-boundary intersection").
 * Of equally far points the first. Null for a front of fewer than three points, and if none is below the line.
 * @throws SearchError `points`.
 */
export function kneePoint(points: readonly Point[]): number | null {
  const front = paretoFront(points);
  if (front.length < 3) return null;
  const sums = new Float64Array(front.length);
  let axes = 0;
  for (const column of toColumns(front.map((i) => points[i] ?? []))) {
    const minimum = column.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const maximum = column.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    // An objective that does not vary is no axis.
    if (minimum === maximum) continue;
    axes++;
    for (const [at, value] of column.entries())
      sums[at] = (sums[at] ?? 0) + shareOfRange(minimum, value, minimum, maximum);
  }
  if (axes === 0) return null;
  const least = sums.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return least < 1 - FLAT ? (front[sums.indexOf(least)] ?? null) : null;
}
