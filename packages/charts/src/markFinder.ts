import { quadtree } from 'd3';

interface Placed {
  readonly x: number;
  readonly y: number;
}

/** Finds the mark nearest to a position, or null when none is within `reach` pixels. */
export type MarkFinder<T> = (x: number, y: number, reach: number) => T | null;

/** Indexes marks by position (a quadtree): a look-up among ten thousand takes microseconds. */
export function createMarkFinder<T extends Placed>(marks: readonly T[]): MarkFinder<T> {
  const tree = quadtree<T>(
    [...marks],
    (mark) => mark.x,
    (mark) => mark.y,
  );
  return (x, y, reach) => tree.find(x, y, reach) ?? null;
}
