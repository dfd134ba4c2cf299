import { breed, type Variation } from '../breeding/breed.ts';
import type { AlgorithmConfig } from '../config.ts';
import { membersOf } from '../engine/archive.ts';
import { rankMembers } from '../engine/selection.ts';
import type { SearchSpace } from '../space.ts';
import type { Proposal, Strategy } from './strategy.ts';

/** Pairs bred per wanted candidate before breeding is given up. */
const ATTEMPTS = 20;

/**
 * NSGA-II (Deb et al., "A fast and elitist multiobjective genetic algorithm: NSGA-II", 2002): binary tournament by rank,
 * then crowding; crossover; mutation gene by gene. The elitist selection is the engine's. Without survivors: random.
 */
export function nsga2Strategy(space: SearchSpace, config: AlgorithmConfig): Strategy {
  return (proposal) => {
    breedInto(space, config, config, proposal);
    return {};
  };
}

/** Offers children of the population until the collector is full, or given up. */
export function breedInto(
  space: SearchSpace,
  config: Pick<AlgorithmConfig, 'objectives'>,
  variation: Variation,
  proposal: Proposal,
): void {
  breedUntil(space, config, variation, proposal, ATTEMPTS * proposal.collector.missing, () => false);
}

/** Offers children of the population until one is taken; false when given up. */
export function breedOne(
  space: SearchSpace,
  config: Pick<AlgorithmConfig, 'objectives'>,
  variation: Variation,
  proposal: Proposal,
): boolean {
  const { collector } = proposal;
  const before = collector.missing;
  breedUntil(space, config, variation, proposal, ATTEMPTS, () => collector.missing < before);
  return collector.missing < before;
}

function breedUntil(
  space: SearchSpace,
  { objectives }: Pick<AlgorithmConfig, 'objectives'>,
  variation: Variation,
  { state, collector, prng }: Proposal,
  attempts: number,
  enough: () => boolean,
): void {
  if (state.population.length === 0) return;
  const ranked = rankMembers(membersOf(state.archive, state.population), objectives);
  for (let i = 0; i < attempts; i++)
    for (const draft of breed(space, variation, ranked, prng)) {
      if (collector.full || enough()) return;
      collector.offer(draft);
    }
}
