import fc from 'fast-check';

// Multi-objective measures straight from their definitions, to test the fast ones against.

/** Points on a small grid, so that many are equal or tie in an objective. */
export function gridPoints(dimension: number, maxLength = 25, side = 6): fc.Arbitrary<number[][]> {
  const value = fc.integer({ min: -1, max: side });
  return fc.array(fc.array(value, { minLength: dimension, maxLength: dimension }), { maxLength });
}

/** The same with any finite values, from the smallest to the largest. */
export function realPoints(dimension: number, maxLength = 25): fc.Arbitrary<number[][]> {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  return fc.array(fc.array(value, { minLength: dimension, maxLength: dimension }), { maxLength });
}

/** Points of one to four objectives, on a grid or not. */
export const anyPoints = fc
  .record({ dimension: fc.integer({ min: 1, max: 4 }), onGrid: fc.boolean() })
  .chain(({ dimension, onGrid }) => (onGrid ? gridPoints(dimension) : realPoints(dimension)));

export const naiveDominates = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((x, k) => x <= (b[k] ?? 0)) && a.some((x, k) => x < (b[k] ?? 0));

/** Fronts of indices by repeatedly taking what nothing left dominates. */
export function peel<Item>(items: readonly Item[], isBetter: (a: Item, b: Item) => boolean): number[][] {
  const fronts: number[][] = [];
  let left = [...items.entries()];
  while (left.length > 0) {
    const front = left.filter(([, item]) => !left.some(([, other]) => isBetter(other, item)));
    fronts.push(front.map(([i]) => i));
    left = left.filter((entry) => !front.includes(entry));
  }
  return fronts;
}

/** Counts the unit cells from -1 up to the reference that some point dominates: exact for integer points. */
export function dominatedCells(points: readonly number[][], reference: readonly number[]): number {
  const [first = 0, ...rest] = reference;
  if (reference.length === 0) return points.length > 0 ? 1 : 0;
  let count = 0;
  for (let cell = -1; cell < first; cell++) {
    const above = points.filter((point) => (point[0] ?? 0) <= cell).map((point) => point.slice(1));
    count += dominatedCells(above, rest);
  }
  return count;
}
