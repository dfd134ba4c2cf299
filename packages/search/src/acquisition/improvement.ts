import type { Member } from '../algorithm.ts';
import type { Complexity, Objective } from '../objectives.ts';
import { GrowingHypervolume2d } from '../pareto/growingHypervolume2d.ts';
import { expectedShortfall, promise } from '../predictor/errorScale.ts';

/** A network on the front: its error, and what else is minimised. */
interface FrontPoint {
  readonly error: number;
  /** The known objectives, each divided by its reference. */
  readonly known: readonly number[];
}

/**
 * Part of the volume that a network would add: it gains `weight` for every percent by which its error stays below
 * `threshold`.
 */
interface Step {
  readonly threshold: number;
  readonly weight: number;
}

/**
 * What a network of unknown error but known params and FLOPs would add to a front. As only one objective is unknown, the
 * volume added is a sum of weight x max(0, threshold - error) over the errors of the front, and so its expectation is a
 * sum of one-dimensional ones: the expected hypervolume improvement (Emmerich et al. 2006) at the cost of a sort.
 */
export class Improvement {
  private readonly objectives: readonly Exclude<Objective, 'error'>[];
  private points: FrontPoint[];

  /**
   * @param front members that no other dominates, none failed
   * @param reference upper ends of the known objectives
   * @param worstError percent; a network with more gains nothing
   */
  constructor(
    front: readonly Member[],
    objectives: readonly Objective[],
    private readonly reference: Complexity,
    private readonly worstError: number,
  ) {
    this.objectives = objectives.flatMap((name) => (name === 'error' ? [] : [name]));
    this.points = front
      .flatMap((member) =>
        member.error === null ? [] : [{ error: member.error, known: this.knownOf(member) }],
      )
      .sort((a, b) => a.error - b.error);
  }

  /** Counts a network as trained with the given error. */
  add(network: Complexity, error: number): void {
    // A predicted error may lie beyond the worst; nobody gains anything there.
    const point = { error: Math.min(error, this.worstError), known: this.knownOf(network) };
    const position = this.points.findIndex((other) => other.error > point.error);
    this.points.splice(position < 0 ? this.points.length : position, 0, point);
  }

  /** Expected gain of volume, in percent times shares of the reference. */
  expected(network: Complexity, mean: number, deviation: number): number {
    let gain = 0;
    for (const { threshold, weight } of this.steps(this.knownOf(network)))
      gain += weight * expectedShortfall(threshold, mean, deviation);
    return gain;
  }

  /** How many standard deviations the expected error lies below what would put the network on the front. */
  promise(network: Complexity, mean: number, deviation: number): number {
    const known = this.knownOf(network);
    const rival = this.points.find((point) => point.known.every((value, k) => value <= (known[k] ?? 0)));
    return promise(rival?.error ?? this.worstError, mean, deviation);
  }

  private knownOf(network: Complexity): number[] {
    return this.objectives.map((name) => network[name] / this.reference[name]);
  }

  /** From the front, errors rising: each member covers more of what the network dominates in the known objectives. */
  private steps(known: readonly number[]): Step[] {
    const region = new UncoveredRegion(known);
    const steps: Step[] = [];
    let uncovered = region.size;
    for (const point of this.points) {
      if (uncovered <= 0) break;
      const left = region.cover(point.known);
      if (left < uncovered) steps.push({ threshold: point.error, weight: uncovered - left });
      uncovered = left;
    }
    if (uncovered > 0) steps.push({ threshold: this.worstError, weight: uncovered });
    return steps;
  }
}

/** The box between a network and the reference in 0, 1 or 2 known objectives, less what others cover. */
class UncoveredRegion {
  private readonly corner: readonly number[];
  private readonly covered: GrowingHypervolume2d | null;
  private rest: number;

  constructor(corner: readonly number[]) {
    // A little room beyond the reference, so that the largest network has something to gain, too.
    this.corner = corner.map((value) => Math.min(value, ROOM));
    this.rest = this.corner.reduce((size, value) => size * (ROOM - value), 1);
    this.covered = corner.length === 2 ? new GrowingHypervolume2d([ROOM, ROOM]) : null;
  }

  get size(): number {
    return this.rest;
  }

  /** Size of what is left once a point covers what it dominates. */
  cover(point: readonly number[]): number {
    const inside = this.corner.map((value, k) => Math.max(value, point[k] ?? 0));
    if (this.covered !== null) this.rest -= this.covered.add(inside);
    else if (inside.length === 1)
      this.rest = Math.min(this.rest, Math.max(0, (inside[0] ?? 0) - (this.corner[0] ?? 0)));
    else this.rest = 0;
    return this.rest;
  }
}

const ROOM = 1.05;
