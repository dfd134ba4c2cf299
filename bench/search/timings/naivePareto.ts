import { dominates, type Point } from '@naschain/search';

// What the fast functions of the search package are measured against: the textbook algorithms.

/** Fast non-dominated sort as published (Deb et al. 2002): every pair is compared. Indices by front, ascending. */
export function naiveSort(points: readonly Point[]): number[][] {
  const below: number[][] = points.map(() => []);
  const above = points.map(() => 0);
  for (const [i, a] of points.entries())
    for (let j = i + 1; j < points.length; j++) {
      const b = points[j] ?? [];
      const [winner, loser] = dominates(a, b) ? [i, j] : dominates(b, a) ? [j, i] : [-1, -1];
      if (winner < 0) continue;
      below[winner]?.push(loser);
      above[loser] = (above[loser] ?? 0) + 1;
    }
  const fronts: number[][] = [];
  let front = points.flatMap((_, i) => (above[i] === 0 ? [i] : []));
  while (front.length > 0) {
    fronts.push(front.sort((a, b) => a - b));
    const next: number[] = [];
    for (const i of front)
      for (const j of below[i] ?? []) {
        const left = (above[j] ?? 0) - 1;
        above[j] = left;
        if (left === 0) next.push(j);
      }
    front = next;
  }
  return fronts;
}

/** Area by columns: in each between two neighbouring x, the lowest y of all points to the left of it. O(n²). */
export function naiveHypervolume2d(points: readonly Point[], [limitX = 0, limitY = 0]: Point): number {
  const edges = [...new Set(points.map(([x = 0]) => x)), limitX].sort((a, b) => a - b);
  let area = 0;
  for (const [i, from] of edges.entries()) {
    const width = Math.min(edges[i + 1] ?? limitX, limitX) - from;
    if (width <= 0) continue;
    let lowest = limitY;
    for (const [x = 0, y = 0] of points) if (x <= from && y < lowest) lowest = y;
    area += width * (limitY - lowest);
  }
  return area;
}

/** Volume by slices: in each between two neighbouring z, the area of all points below it. O(n²). */
export function naiveHypervolume3d(points: readonly Point[], reference: Point): number {
  const [limitX = 0, limitY = 0, limitZ = 0] = reference;
  const levels = [...new Set(points.map(([, , z = 0]) => z)), limitZ].sort((a, b) => a - b);
  const byX = points.filter(([x = 0, y = 0]) => x < limitX && y < limitY).sort(([a = 0], [b = 0]) => a - b);
  let volume = 0;
  for (const [i, from] of levels.entries()) {
    const depth = Math.min(levels[i + 1] ?? limitZ, limitZ) - from;
    if (depth <= 0) continue;
    const slice = byX.filter(([, , z = 0]) => z <= from);
    volume += depth * sweep(slice, limitX, limitY);
  }
  return volume;
}

/** @param points ascending by x */
function sweep(points: readonly Point[], limitX: number, limitY: number): number {
  let area = 0;
  let lowest = limitY;
  for (const [x = 0, y = 0] of points) {
    if (y >= lowest) continue;
    area += (limitX - x) * (lowest - y);
    lowest = y;
  }
  return area;
}
