/** The values of a column by size: 0 for the smallest, equal values alike, without gaps. */
export interface Ranks {
  readonly of: Int32Array;
  /** Number of different values. */
  readonly levels: number;
}

export function denseRanks(column: Float64Array): Ranks {
  const values = column.slice().sort();
  let levels = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (i === 0 || value !== values[levels - 1]) values[levels++] = value;
  }
  const of = new Int32Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const value = column[i] ?? 0;
    let low = 0;
    let high = levels;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    of[i] = low;
  }
  return { of, levels };
}

/** Indices ordered by the first of the keys, then by the next, then by index: one counting sort per key. */
export function lexicographicOrder(keys: readonly Ranks[], size: number): Int32Array {
  let order = Int32Array.from({ length: size }, (_, i) => i);
  for (const { of, levels } of keys.toReversed()) {
    const next = new Int32Array(levels + 1);
    for (let i = 0; i < size; i++) {
      const above = (of[i] ?? 0) + 1;
      next[above] = (next[above] ?? 0) + 1;
    }
    for (let level = 1; level <= levels; level++) next[level] = (next[level] ?? 0) + (next[level - 1] ?? 0);
    const sorted = new Int32Array(size);
    for (let at = 0; at < size; at++) {
      const i = order[at] ?? 0;
      const level = of[i] ?? 0;
      const place = next[level] ?? 0;
      next[level] = place + 1;
      sorted[place] = i;
    }
    order = sorted;
  }
  return order;
}

/** Different points in lexicographic order: whatever dominates a point comes before it. */
export interface DistinctPoints {
  readonly count: number;
  /** By objective: the values of the distinct points. */
  readonly values: readonly Float64Array[];
  /** Where each of all points is found among the distinct ones. */
  readonly position: Int32Array;
}

/** Sorts points, given by objective, by the first, then by the next, and merges equal ones. Time O(n log n). */
export function distinctPoints(
  columns: readonly Float64Array[],
  size = columns[0]?.length ?? 0,
): DistinctPoints {
  const keys = columns.map(denseRanks);
  const order = lexicographicOrder(keys, size);
  const first = new Int32Array(size);
  const position = new Int32Array(size);
  let count = 0;
  for (let at = 0; at < size; at++) {
    const i = order[at] ?? 0;
    const previous = order[at - 1] ?? 0;
    if (at === 0 || keys.some(({ of }) => of[i] !== of[previous])) first[count++] = i;
    position[i] = count - 1;
  }
  return { count, values: columns.map((column) => picked(column, first, count)), position };
}

function picked(column: Float64Array, indices: Int32Array, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let at = 0; at < count; at++) values[at] = column[indices[at] ?? 0] ?? 0;
  return values;
}
