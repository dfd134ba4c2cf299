import { checkPoint, dominates, type Point } from './point.ts';
import { HEAD, Staircase, TAIL } from './staircase.ts';

/** A solution on the front. */
export interface FrontMember<Id> {
  readonly id: Id;
  readonly point: Point;
}

/** What became of a new point; `removed` are the ids of the members that it dominates. */
export type FrontInsertion<Id> =
  | { readonly kind: 'accepted'; readonly removed: readonly Id[] }
  | { readonly kind: 'dominated' };

/** Members of one point, in the order in which they came. */
type Group<Id> = FrontMember<Id>[];

/** The groups of a front of different points. */
interface Groups<Id> {
  isDominated(point: Point): boolean;
  /** The group of the point, and the groups it dominates, which are gone; null if the point is dominated. */
  place(point: Point): { readonly group: Group<Id>; readonly removed: readonly Group<Id>[] } | null;
  all(): Group<Id>[];
}

/**
 * A Pareto front to which points are added one at a time; points equal to a member's stay with it. An insertion
 * takes O(log n + removed) expected time with two objectives, and O(n) with any other number. To store it, store
 * its members.
 */
export class ParetoFront<Id> {
  readonly dimension: number;
  private readonly groups: Groups<Id>;
  private count = 0;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.groups = dimension === 2 ? new PlanarGroups() : new ListedGroups();
  }

  /**
   * The front of these solutions.
   * @throws SearchError `points`.
   */
  static of<Id>(dimension: number, members: Iterable<FrontMember<Id>>): ParetoFront<Id> {
    const front = new ParetoFront<Id>(dimension);
    for (const { point, id } of members) front.insert(point, id);
    return front;
  }

  get size(): number {
    return this.count;
  }

  /**
   * Adds the point unless a member dominates it. Ids are not looked at.
   * @throws SearchError `points`.
   */
  insert(point: Point, id: Id): FrontInsertion<Id> {
    checkPoint(point, this.dimension);
    const placed = this.groups.place(point);
    if (placed === null) return { kind: 'dominated' };
    placed.group.push({ id, point: [...point] });
    const removed = placed.removed.flat().map((member) => member.id);
    this.count += 1 - removed.length;
    return { kind: 'accepted', removed };
  }

  /**
   * Whether a member dominates the point.
   * @throws SearchError `points`.
   */
  dominates(point: Point): boolean {
    checkPoint(point, this.dimension);
    return this.groups.isDominated(point);
  }

  /** In lexicographic order of the points, equal ones in the order in which they came. */
  members(): FrontMember<Id>[] {
    return this.groups
      .all()
      .sort((a, b) => comparePoints(a[0]?.point ?? [], b[0]?.point ?? []))
      .flat();
  }
}

class PlanarGroups<Id> implements Groups<Id> {
  private readonly stairs = new Staircase();
  /** By step of the staircase. */
  private readonly groups: Group<Id>[] = [[], []];

  isDominated([x = 0, y = 0]: Point): boolean {
    const before = this.stairs.before(x);
    return this.stairs.covers(before, x, y) && !this.isAfter(before, x, y);
  }

  place([x = 0, y = 0]: Point): ReturnType<Groups<Id>['place']> {
    const { stairs, groups } = this;
    const before = stairs.before(x);
    if (this.isAfter(before, x, y)) return { group: groups[stairs.after(before)] ?? [], removed: [] };
    if (stairs.covers(before, x, y)) return null;
    const removed: Group<Id>[] = [];
    for (let step = stairs.after(before); stairs.y(step) >= y; step = stairs.after(step))
      removed.push(groups[step] ?? []);
    const group: Group<Id> = [];
    groups[stairs.add(before, x, y)] = group;
    return { group, removed };
  }

  all(): Group<Id>[] {
    const all: Group<Id>[] = [];
    for (let step = this.stairs.after(HEAD); step !== TAIL; step = this.stairs.after(step))
      all.push(this.groups[step] ?? []);
    return all;
  }

  private isAfter(before: number, x: number, y: number): boolean {
    const after = this.stairs.after(before);
    return this.stairs.x(after) === x && this.stairs.y(after) === y;
  }
}

class ListedGroups<Id> implements Groups<Id> {
  private groups: Group<Id>[] = [];

  isDominated(point: Point): boolean {
    return this.groups.some((group) => dominates(group[0]?.point ?? [], point));
  }

  place(point: Point): ReturnType<Groups<Id>['place']> {
    const kept: Group<Id>[] = [];
    const removed: Group<Id>[] = [];
    for (const group of this.groups) {
      const other = group[0]?.point ?? [];
      if (dominates(other, point)) return null;
      if (comparePoints(other, point) === 0) return { group, removed: [] };
      (dominates(point, other) ? removed : kept).push(group);
    }
    const group: Group<Id> = [];
    this.groups = [...kept, group];
    return { group, removed };
  }

  all(): Group<Id>[] {
    return [...this.groups];
  }
}

/** Lexicographic order. */
function comparePoints(a: Point, b: Point): number {
  for (let k = 0; k < a.length; k++) {
    const difference = Math.sign((a[k] ?? 0) - (b[k] ?? 0));
    if (difference !== 0) return difference;
  }
  return 0;
}
