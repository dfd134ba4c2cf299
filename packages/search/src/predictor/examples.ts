import type { Member } from '../algorithm.ts';
import type { Objective } from '../objectives.ts';
import { pointOf } from '../objectives.ts';
import { nonDominatedSort } from '../pareto.ts';
import type { Prng } from '../prng.ts';

/** Fitting costs the cube of the number of examples. */
const MOST = 320;
const FROM_THE_BEST = 0.6;

/** What the predictor learns from: all evaluated networks; of many the best fronts and a random sample of the rest. */
export function chooseExamples(
  alive: readonly Member[],
  objectives: readonly Objective[],
  prng: Prng,
): readonly Member[] {
  if (alive.length <= MOST) return alive;
  const order = nonDominatedSort(alive.map((member) => pointOf(member, objectives) ?? [])).flat();
  const best = Math.floor(FROM_THE_BEST * MOST);
  const chosen = [...order.slice(0, best), ...prng.sample(order.slice(best), MOST - best)];
  return chosen.flatMap((i) => alive[i] ?? []);
}
