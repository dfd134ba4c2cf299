import { SearchError } from '../error.ts';
import { nonDominatedSort } from '../pareto.ts';
import { dominates, type Point, toColumns } from './point.ts';

/** Objectives of a solution, and by how much it violates the constraints: 0 if it keeps them all. */
export interface ConstrainedPoint {
  readonly objectives: Point;
  readonly violation: number;
}

/**
 * Constrained domination (Deb et al. 2002): what keeps the constraints dominates what does not; of two that do not,
 * the one that violates them less dominates; two that do are compared by their objectives.
 */
export function constrainedDominates(a: ConstrainedPoint, b: ConstrainedPoint): boolean {
  if (a.violation !== b.violation) return a.violation < b.violation;
  return a.violation === 0 && dominates(a.objectives, b.objectives);
}

/**
 * Fronts of indices (ascending within a front) by constrained domination: first those of the feasible points, then
 * the infeasible ones by violation, equal violations together.
 * @throws SearchError `points` on objectives as everywhere, and on a violation that is negative or not finite.
 */
export function constrainedSort(points: readonly ConstrainedPoint[]): number[][] {
  toColumns(points.map(({ objectives }) => objectives));
  const feasible: number[] = [];
  const byViolation = new Map<number, number[]>();
  for (const [i, { violation }] of points.entries()) {
    if (!(violation >= 0 && Number.isFinite(violation)))
      throw new SearchError('points', `violation ${i} must be a number from 0, but is ${violation}`);
    const alike = violation === 0 ? feasible : byViolation.get(violation);
    if (alike === undefined) byViolation.set(violation, [i]);
    else alike.push(i);
  }
  const fronts = nonDominatedSort(feasible.map((i) => points[i]?.objectives ?? []));
  return [
    ...fronts.map((front) => front.map((at) => feasible[at] ?? 0)),
    ...[...byViolation].sort(([a], [b]) => a - b).map(([, front]) => front),
  ];
}
