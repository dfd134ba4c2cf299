import type { Member } from '../algorithm.ts';
import { type Objective, pointOf } from '../objectives.ts';
import { crowdingDistance, nonDominatedSort } from '../pareto.ts';
import type { Prng } from '../prng.ts';

/** A member among others: the front it is on (from 0) and how lonely it is there. */
export interface Ranked {
  readonly member: Member;
  readonly rank: number;
  readonly crowding: number;
}

/** Ranks members by fronts; failed ones share one more front behind all others. Result ascends by id. */
export function rankMembers(members: readonly Member[], objectives: readonly Objective[]): Ranked[] {
  const sorted = [...members].sort((a, b) => a.id - b.id);
  const alive = sorted.flatMap((member) => {
    const point = pointOf(member, objectives);
    return point === null ? [] : [{ member, point }];
  });
  const fronts = nonDominatedSort(alive.map(({ point }) => point));
  const ranked = fronts.flatMap((front, rank) => {
    const inside = front.flatMap((i) => alive[i] ?? []);
    const crowding = crowdingDistance(inside.map(({ point }) => point));
    return inside.map(({ member }, i) => ({ member, rank, crowding: crowding[i] ?? 0 }));
  });
  const failed = sorted
    .filter(({ error }) => error === null)
    .map((member) => ({ member, rank: fronts.length, crowding: 0 }));
  return [...ranked, ...failed].sort((a, b) => a.member.id - b.member.id);
}

/** Order of preference: lower rank, then more room, then lower id; never 0 for two members. */
export function compareRanked(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.crowding !== b.crowding) return a.crowding > b.crowding ? -1 : 1;
  return a.member.id - b.member.id;
}

/** The best `size` members, best first. */
export function bestOf(members: readonly Member[], size: number, objectives: readonly Objective[]): Member[] {
  return rankMembers(members, objectives)
    .sort(compareRanked)
    .slice(0, size)
    .map(({ member }) => member);
}

/** Binary tournament between two different members (one, if there is only one). */
export function tournament(ranked: readonly Ranked[], prng: Prng): Member {
  const first = prng.below(ranked.length);
  const step = ranked.length > 1 ? 1 + prng.below(ranked.length - 1) : 0;
  const a = ranked[first];
  const b = ranked[(first + step) % ranked.length];
  if (a === undefined || b === undefined) throw new RangeError('a tournament needs a member');
  return compareRanked(a, b) <= 0 ? a.member : b.member;
}
