import type { Individual } from './algorithm.ts';
import type { Objectives } from './hypervolume.ts';
import { crowdingDistance, nonDominatedSort } from './pareto.ts';
import type { Prng } from './prng.ts';

/** An individual among others: the front it is on (from 0) and how lonely it is there. */
export interface Ranked {
  readonly individual: Individual;
  readonly rank: number;
  readonly crowding: number;
}

const toPoint = ({ error, flops }: Objectives): number[] => [error, flops];

/** Ranks individuals by fronts; failed ones share one more front behind all others. Result ascends by id. */
export function rankIndividuals(individuals: readonly Individual[]): Ranked[] {
  const sorted = [...individuals].sort((a, b) => a.id - b.id);
  const alive = sorted.flatMap((individual) => {
    const { objectives } = individual;
    return objectives === null ? [] : [{ individual, point: toPoint(objectives) }];
  });
  const fronts = nonDominatedSort(alive.map(({ point }) => point));
  const ranked = fronts.flatMap((front, rank) => {
    const members = front.flatMap((i) => alive[i] ?? []);
    const crowding = crowdingDistance(members.map(({ point }) => point));
    return members.map(({ individual }, i) => ({ individual, rank, crowding: crowding[i] ?? 0 }));
  });
  const failed = sorted
    .filter(({ objectives }) => objectives === null)
    .map((individual) => ({ individual, rank: fronts.length, crowding: 0 }));
  return [...ranked, ...failed].sort((a, b) => a.individual.id - b.individual.id);
}

/** Order of preference: lower rank, then more room, then lower id; never 0 for two individuals. */
export function compareRanked(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.crowding !== b.crowding) return a.crowding > b.crowding ? -1 : 1;
  return a.individual.id - b.individual.id;
}

/** Elitist environmental selection: the best `size` individuals of parents and offspring, ascending by id. */
export function survivors(individuals: readonly Individual[], size: number): Individual[] {
  return rankIndividuals(individuals)
    .sort(compareRanked)
    .slice(0, size)
    .map(({ individual }) => individual)
    .sort((a, b) => a.id - b.id);
}

/** Binary tournament between two different individuals (one, if there is only one). */
export function tournament(ranked: readonly Ranked[], prng: Prng): Individual {
  const first = prng.below(ranked.length);
  const step = ranked.length > 1 ? 1 + prng.below(ranked.length - 1) : 0;
  const a = ranked[first];
  const b = ranked[(first + step) % ranked.length];
  if (a === undefined || b === undefined) throw new RangeError('a tournament needs an individual');
  return compareRanked(a, b) <= 0 ? a.individual : b.individual;
}
