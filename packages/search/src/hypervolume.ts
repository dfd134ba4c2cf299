import { SearchError } from './error.ts';
import { checkPoints, type Point } from './pareto.ts';
import type { SearchSpace } from './space.ts';

/** Objectives of a search, both minimised: validation error in percent (0 to 100) and FLOPs of one image. */
export interface Objectives {
  readonly error: number;
  readonly flops: number;
}

/**
 * Area that the points dominate below the reference point (minimisation); points not better than it in both
 * objectives add nothing. Exact up to rounding, independent of the order of the points.
 * @throws SearchError `points`.
 */
export function hypervolume2d(points: readonly Point[], reference: Point): number {
  checkPoints([reference, ...points], 2);
  const [limitX = 0, limitY = 0] = reference;
  const sorted = points
    .map(([x = 0, y = 0]) => ({ x, y }))
    .filter(({ x, y }) => x < limitX && y < limitY)
    .sort((a, b) => a.x - b.x || a.y - b.y);
  let area = 0;
  let lowest = limitY;
  for (const { x, y } of sorted) {
    if (y >= lowest) continue;
    area += (limitX - x) * (lowest - y);
    lowest = y;
  }
  return area;
}

/**
 * Volume that the points dominate below the reference point (minimisation), by slices along the third objective.
 * Time O(n^2 log n): meant for fronts of some hundred points.
 * @throws SearchError `points`.
 */
export function hypervolume3d(points: readonly Point[], reference: Point): number {
  checkPoints([reference, ...points], 3);
  const [limitX = 0, limitY = 0, limitZ = 0] = reference;
  const depths = points.map((point) => point[2] ?? 0).filter((z) => z < limitZ);
  const levels = [...new Set(depths)].sort((a, b) => a - b);
  return levels.reduce((volume, z, i) => {
    const slice = points.filter((point) => (point[2] ?? 0) <= z).map(([x = 0, y = 0]) => [x, y]);
    return volume + hypervolume2d(slice, [limitX, limitY]) * ((levels[i + 1] ?? limitZ) - z);
  }, 0);
}

/** The worst corner of a space: 100 % error at the FLOPs of its largest network. */
export function referencePoint(space: SearchSpace): Objectives {
  return { error: 100, flops: space.maxFlops };
}

/**
 * Share of the box between the origin and the reference point that the points dominate, 0 to 1.
 * @throws SearchError `points` on negative or non-finite objectives, or a reference that is not positive.
 */
export function normalisedHypervolume(points: readonly Objectives[], reference: Objectives): number {
  if (!(reference.error > 0 && reference.flops > 0))
    throw new SearchError('points', 'the reference point must be positive in both objectives');
  if (points.some(({ error, flops }) => error < 0 || flops < 0))
    throw new SearchError('points', 'error and FLOPs must not be negative');
  const box = reference.error * reference.flops;
  const area = hypervolume2d(
    points.map(({ error, flops }) => [error, flops]),
    [reference.error, reference.flops],
  );
  return Math.min(1, area / box);
}
