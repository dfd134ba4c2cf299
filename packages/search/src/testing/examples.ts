import type { Candidate, Member } from '../algorithm.ts';
import type { Example } from '../predictor/errorPredictor.ts';
import { Prng } from '../prng.ts';
import type { SearchSpace } from '../space.ts';
import { errorOf } from './syntheticSearch.ts';

/** Different networks of a space, drawn at random, with their made-up errors. */
export function examplesOf(of: SearchSpace, count: number, seed = 1): Example[] {
  const prng = Prng.fromSeed(seed);
  const found = new Map<string, Example>();
  while (found.size < count) {
    const canonical = of.canonical(of.random(prng));
    const text = of.print(canonical);
    found.set(text, { canonical, ...of.measure(canonical), rung: 0, error: errorOf(text, of) });
  }
  return [...found.values()];
}

/** Evaluated members of the given errors and complexities. */
export function memberOf(id: number, part: Partial<Member>): Member {
  return {
    id,
    genome: `g${id}`,
    canonical: `c${id}`,
    params: 1,
    flops: 1,
    error: 1,
    generation: 0,
    rung: 0,
    prediction: null,
    ...part,
  };
}

/** Members of a space as a search would have them, ids from 0. */
export function membersOf(of: SearchSpace, count: number, seed = 1): Member[] {
  return examplesOf(of, count, seed).map(({ canonical, params, flops, error }, id) => {
    const text = of.print(canonical);
    return memberOf(id, { genome: text, canonical: text, params, flops, error });
  });
}

/** The member as a candidate nobody has evaluated yet. */
export function pendingOf({ error: _, ...network }: Member): Candidate {
  return { ...network, operator: 'random', parents: [], inheritance: null };
}
