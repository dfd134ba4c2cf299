import { NONE, StaircaseForest } from './staircaseForest.ts';

/** Ends of every staircase; they stay in place and cover nothing. */
export const HEAD = 0;
export const TAIL = 1;

/**
 * One growing staircase (see `StaircaseForest`) with its steps linked in order, from `HEAD` to `TAIL`. Search and
 * insertion take O(log n) expected time, and dropping a step O(1).
 */
export class Staircase {
  private xs = new Float64Array(16);
  private ys = new Float64Array(16);
  private links = new Int32Array(16);
  private forest = new StaircaseForest(this.xs, this.ys);
  private root: number;
  private used = 2;
  private readonly free: number[] = [];

  /** All points to come must be below both limits, where the ends stand. */
  constructor(limitX = Number.POSITIVE_INFINITY, limitY = Number.POSITIVE_INFINITY) {
    this.xs[HEAD] = Number.NEGATIVE_INFINITY;
    this.ys[HEAD] = limitY;
    this.xs[TAIL] = limitX;
    this.ys[TAIL] = Number.NEGATIVE_INFINITY;
    this.links[HEAD] = TAIL;
    this.links[TAIL] = NONE;
    this.root = this.forest.insert(this.forest.insert(NONE, HEAD), TAIL);
  }

  /** The last step with a coordinate below x; at least `HEAD`. */
  before(x: number): number {
    return this.forest.before(this.root, x);
  }

  after(step: number): number {
    return this.links[step] ?? TAIL;
  }

  x(step: number): number {
    return this.xs[step] ?? 0;
  }

  y(step: number): number {
    return this.ys[step] ?? 0;
  }

  /** Whether the point is on or above the staircase; `before` is the step before it. */
  covers(before: number, x: number, y: number): boolean {
    if (this.y(before) <= y) return true;
    const after = this.after(before);
    return this.x(after) === x && this.y(after) <= y;
  }

  /** Adds a point that is not covered, and drops the steps that it covers, whose numbers are used again. */
  add(before: number, x: number, y: number): number {
    // Taken first: the dropped steps are in the tree until the insertion.
    const step = this.free.pop() ?? this.used++;
    let after = this.after(before);
    while (this.y(after) >= y) {
      this.free.push(after);
      after = this.after(after);
    }
    if (step >= this.xs.length) this.grow();
    this.xs[step] = x;
    this.ys[step] = y;
    this.links[before] = step;
    this.links[step] = after;
    this.root = this.forest.insert(this.root, step);
    return step;
  }

  private grow(): void {
    const capacity = 2 * this.xs.length;
    const [xs, ys, links] = [
      new Float64Array(capacity),
      new Float64Array(capacity),
      new Int32Array(capacity),
    ];
    xs.set(this.xs);
    ys.set(this.ys);
    links.set(this.links);
    this.forest = this.forest.grown(xs, ys);
    this.xs = xs;
    this.ys = ys;
    this.links = links;
  }
}
