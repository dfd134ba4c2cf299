import type { Variation } from '../breeding/breed.ts';
import { type Draft, orphan } from '../breeding/draft.ts';
import type { AlgorithmConfig } from '../config.ts';
import { fullyTrained } from '../engine/archive.ts';
import { bestOf } from '../engine/selection.ts';
import type { Prng } from '../prng.ts';
import type { Genome, SearchSpace } from '../space.ts';
import { breedInto } from './nsga2.ts';
import type { Proposal, Strategy } from './strategy.ts';

/** Share of the budget after which exploitation begins. */
const EXPLORATION = 2 / 3;
const ATTEMPTS = 20;
/** Of a large archive, so many of the best half give phases: more say little new, and cost time. */
const DONORS = 512;

/**
 * The first NSGA-Net (Lu et al., "NSGA-Net: neural architecture search using multi-objective genetic algorithm", 2019):
 * begins with known architectures; explores with common-bit crossover and bit flips; in the last third exploits by
 * sampling from a Bayesian network over the phases.
 */
export function nsganetStrategy(space: SearchSpace, config: AlgorithmConfig): Strategy {
  const variation: Variation = { ...config, crossover: 'common-bit' };
  const budget = config.population * config.generations;
  return (proposal) => {
    const { state, collector } = proposal;
    if (state.started === 0) for (const seed of space.seeds()) collector.offer(orphan(seed, 'seed'));
    if (state.started >= EXPLORATION * budget) exploit(space, config, proposal);
    breedInto(space, config, variation, proposal);
    return {};
  };
}

interface Donor {
  readonly id: number;
  /** Canonical genome, cut at the space's segments. */
  readonly segments: readonly Genome[];
}

function exploit(space: SearchSpace, config: AlgorithmConfig, { state, collector, prng }: Proposal): void {
  const trained = fullyTrained(state.archive, config.fidelity).filter(({ error }) => error !== null);
  const half = bestOf(trained, Math.min(DONORS, Math.ceil(trained.length / 2)), config.objectives);
  const donors = half.map(({ id, canonical }) => ({ id, segments: cut(space, space.parse(canonical)) }));
  if (donors.length === 0) return;
  const attempts = ATTEMPTS * collector.missing;
  for (let i = 0; i < attempts && !collector.full; i++) collector.offer(sample(donors, space, prng));
}

function cut(space: SearchSpace, genome: Genome): Genome[] {
  let start = 0;
  return space.segments.map((length) => {
    start += length;
    return genome.slice(start - length, start);
  });
}

/**
 * One draw from the Bayesian network phase 1 → phase 2 → …: each phase from the empirical distribution of that phase
 * given the one before, in the best half of the archive; that is, copied from a random donor whose phase before is equal.
 */
function sample(donors: readonly Donor[], space: SearchSpace, prng: Prng): Draft {
  const genome: number[] = [];
  const sources: number[] = [];
  let before = '';
  for (const [k, length] of space.segments.entries()) {
    const fitting = k === 0 ? donors : donors.filter(({ segments }) => segments[k - 1]?.join() === before);
    const donor = fitting[prng.below(fitting.length)];
    const segment = donor?.segments[k] ?? [];
    genome.push(...segment);
    for (let i = 0; i < length; i++) sources.push(donor?.id ?? -1);
    before = segment.join();
  }
  return { genome, operator: 'exploitation', sources };
}
