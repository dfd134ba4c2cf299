/** No step: an empty staircase, or the end of a search. */
export const NONE = -1;

/**
 * Staircases in the plane: sets of steps (a, b) in which b falls as a rises, so that none covers another: a step
 * covers a point that is nowhere below it. Each staircase is a treap ordered by a, known by its root; steps are
 * numbers below the capacity, each in at most one staircase. Operations take O(log n) expected time; priorities are
 * a hash of the step, so that equal calls build equal trees.
 */
export class StaircaseForest {
  private readonly a: Float64Array;
  private readonly b: Float64Array;
  private readonly left: Int32Array;
  private readonly right: Int32Array;

  /** The coordinates of all steps that may come. They are not copied; those of a step in a staircase must stay. */
  constructor(a: Float64Array, b: Float64Array) {
    this.a = a;
    this.b = b;
    // One more than steps: it holds both parts of a tree while it is split.
    this.left = new Int32Array(a.length + 1).fill(NONE);
    this.right = new Int32Array(a.length + 1).fill(NONE);
  }

  /** A forest of the same staircases with room for more steps, whose coordinates begin with those of this one. */
  grown(a: Float64Array, b: Float64Array): StaircaseForest {
    const forest = new StaircaseForest(a, b);
    forest.left.set(this.left);
    forest.right.set(this.right);
    return forest;
  }

  /** Whether a step of the staircase covers the point. */
  covers(root: number, x: number, y: number): boolean {
    const { a, b, left, right } = this;
    let at = root;
    while (at !== NONE) {
      if ((a[at] ?? 0) > x) at = left[at] ?? NONE;
      else if ((b[at] ?? 0) <= y) return true;
      else at = right[at] ?? NONE;
    }
    return false;
  }

  /** The last step with a below x. */
  before(root: number, x: number): number {
    const { a, left, right } = this;
    let found = NONE;
    let at = root;
    while (at !== NONE) {
      if ((a[at] ?? 0) < x) {
        found = at;
        at = right[at] ?? NONE;
      } else at = left[at] ?? NONE;
    }
    return found;
  }

  /** Adds a step that the staircase does not cover and drops those that it covers. Returns the new root. */
  insert(root: number, step: number): number {
    const { a, b, left, right } = this;
    const x = a[step] ?? 0;
    const y = b[step] ?? 0;
    const weight = priority(step);
    let parent = NONE;
    let wentLeft = false;
    let at = root;
    // Past the steps that stay, and stay above the new one.
    while (at !== NONE && priority(at) > weight) {
      const isBefore = (a[at] ?? 0) < x;
      if (!isBefore && (b[at] ?? 0) >= y) break;
      parent = at;
      wentLeft = !isBefore;
      at = (isBefore ? right[at] : left[at]) ?? NONE;
    }
    const subtree = this.withStep(at, step);
    if (parent === NONE) return subtree;
    if (wentLeft) left[parent] = subtree;
    else right[parent] = subtree;
    return root;
  }

  /** `insert` by splitting the tree into the steps before the new one and those after and below it. */
  private withStep(root: number, step: number): number {
    const { a, b, left, right } = this;
    const x = a[step] ?? 0;
    const y = b[step] ?? 0;
    const parts = a.length;
    let lastBefore = parts;
    let lastAfter = parts;
    // The way down forks at the topmost dropped step: steps before the new one are to its left, those after to its right.
    let low = root;
    let high = root;
    while (low !== NONE || high !== NONE) {
      const isOne = low === high;
      if (low !== NONE && (a[low] ?? 0) < x) {
        right[lastBefore] = low;
        lastBefore = low;
        low = right[low] ?? NONE;
        if (isOne) high = low;
      } else if (high !== NONE && (b[high] ?? 0) < y) {
        left[lastAfter] = high;
        lastAfter = high;
        high = left[high] ?? NONE;
        if (isOne) low = high;
      } else {
        if (low !== NONE) low = left[low] ?? NONE;
        if (high !== NONE) high = right[high] ?? NONE;
      }
    }
    right[lastBefore] = NONE;
    left[lastAfter] = NONE;
    const before = right[parts] ?? NONE;
    const after = left[parts] ?? NONE;
    left[step] = NONE;
    right[step] = NONE;
    return this.merge(this.merge(before, step), after);
  }

  /** One tree of two, all steps of the first before those of the second. */
  private merge(first: number, second: number): number {
    const { left, right } = this;
    if (first === NONE) return second;
    if (second === NONE) return first;
    if (priority(first) > priority(second)) {
      right[first] = this.merge(right[first] ?? NONE, second);
      return first;
    }
    left[second] = this.merge(first, left[second] ?? NONE);
    return second;
  }
}

/** MurmurHash3's finaliser. */
function priority(step: number): number {
  let z = step + 1;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return z ^ (z >>> 16);
}
