import { extent } from './extent.ts';
import { checkPoint, type Point } from './point.ts';
import { Staircase } from './staircase.ts';

/**
 * Area that points dominate below a reference point (minimisation), grown point by point: O(log n) expected time a
 * point. The area is exact up to rounding, which depends on the order of the points.
 */
export class GrowingHypervolume2d {
  private readonly stairs: Staircase;
  private readonly limitX: number;
  private readonly limitY: number;
  private total = 0;

  /** @throws SearchError `points` unless the reference is two finite numbers. */
  constructor(reference: Point) {
    checkPoint(reference, 2, 'the reference point');
    [this.limitX = 0, this.limitY = 0] = reference;
    this.stairs = new Staircase(this.limitX, this.limitY);
  }

  get area(): number {
    return this.total;
  }

  /**
   * Adds a point and returns by how much the area grew: 0 for one that another covers or that is not better than
   * the reference in both objectives.
   * @throws SearchError `points`.
   */
  add(point: Point): number {
    checkPoint(point, 2);
    const [x = 0, y = 0] = point;
    const { stairs } = this;
    if (x >= this.limitX || y >= this.limitY) return 0;
    const before = stairs.before(x);
    if (stairs.covers(before, x, y)) return 0;
    // Columns from the point to the right, each from the point up to the staircase.
    let gain = 0;
    let from = x;
    let ceiling = stairs.y(before);
    let after = stairs.after(before);
    for (;;) {
      gain += extent(stairs.x(after) - from, ceiling - y);
      if (stairs.y(after) < y) break;
      from = stairs.x(after);
      ceiling = stairs.y(after);
      after = stairs.after(after);
    }
    stairs.add(before, x, y);
    this.total += gain;
    return gain;
  }
}
