import { type Point, Prng } from '@naschain/search';

/** Uniform points on a grid of 200 steps per objective, so that many tie; a tenth of them are copies of others. */
export function tiedPoints(count: number, dimension = 3): Point[] {
  const prng = Prng.fromSeed(count);
  const points: Point[] = [];
  while (points.length < count) {
    const copied = points.length > 0 && prng.below(10) === 0 ? points[prng.below(points.length)] : undefined;
    points.push(copied ?? Array.from({ length: dimension }, () => prng.below(200) / 200));
  }
  return points;
}

/** Points of which no one dominates another (on the unit sphere): the hard case of the hypervolume. */
export function frontPoints(count: number, dimension: number): Point[] {
  const prng = Prng.fromSeed(count);
  return Array.from({ length: count }, () => {
    const direction = Array.from({ length: dimension }, () => (prng.next() + 1) / 2 ** 32);
    const length = Math.hypot(...direction);
    return direction.map((x) => 1 - x / length);
  });
}
