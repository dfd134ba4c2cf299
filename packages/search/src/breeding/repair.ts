import type { Constraints } from '../config.ts';
import { violationOf } from '../objectives.ts';
import type { Prng } from '../prng.ts';
import type { SearchSpace } from '../space.ts';
import { CHANCE, type Draft } from './draft.ts';
import { otherValue } from './mutation.ts';

/** Steps per gene before a draft is given up. */
const STEPS_PER_GENE = 6;

/**
 * Walks a draft that exceeds a limit back: random changes of single genes, each taken when it dominates under
 * constrained domination (Deb et al. 2002), which between networks over a limit compares the violation alone; so no
 * training is needed for it.
 * @returns null when the limits are still exceeded after a bounded walk
 */
export function repair(space: SearchSpace, draft: Draft, limits: Constraints, prng: Prng): Draft | null {
  const { cardinalities } = space;
  let current = draft;
  let violation = violationOf(space.measure(draft.genome), limits);
  for (let step = 0; violation > 0; step++) {
    if (step >= STEPS_PER_GENE * cardinalities.length) return null;
    const i = prng.below(cardinalities.length);
    const count = cardinalities[i] ?? 1;
    if (count < 2) continue;
    const genome = current.genome.with(i, otherValue(current.genome[i] ?? 0, count, prng));
    if (!space.isValid(genome)) continue;
    const changed = violationOf(space.measure(genome), limits);
    if (changed >= violation) continue;
    violation = changed;
    current = { ...current, genome, sources: current.sources.with(i, CHANCE) };
  }
  return current;
}
