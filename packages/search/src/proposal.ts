import type { AlgorithmState, Candidate, Operator } from './algorithm.ts';
import { mutate, sameGenome, twoPointCrossover } from './operators.ts';
import type { Prng } from './prng.ts';
import { type Ranked, rankIndividuals, tournament } from './selection.ts';
import { allGenomes, type Genome, type SearchSpace } from './space.ts';

/** Rates of the variation operators and the number of candidates of a generation. */
export interface VariationConfig {
  readonly population: number;
  readonly crossoverProbability: number;
  /** Per gene. */
  readonly mutationProbability: number;
}

/** Draws per wanted candidate before breeding, and after it random sampling, is given up. */
const ATTEMPTS = 20;
/** Spaces of at most so many genomes are enumerated in the end, so that a search sees all of their networks. */
const ENUMERABLE = 4096;

interface Draft {
  readonly genome: Genome;
  readonly operator: Operator;
  readonly parents: readonly number[];
}

/**
 * The next generation: bred from the population (random at first), none of its networks in the archive, no two
 * equal. What breeding cannot fill is filled with random genomes, then, in a small space, with any genome left;
 * so a generation is smaller than asked, or empty, only when the space is (nearly) used up.
 */
export function propose(
  space: SearchSpace,
  config: VariationConfig,
  state: AlgorithmState,
  prng: Prng,
): Candidate[] {
  const collector = new Collector(space, state, config.population);
  if (state.population.length > 0) {
    const ranked = rankIndividuals(state.population);
    for (let i = 0; i < ATTEMPTS * config.population && !collector.full; i++)
      for (const draft of breed(space, config, ranked, prng)) collector.offer(draft);
  }
  for (let i = 0; i < ATTEMPTS * config.population && !collector.full; i++)
    collector.offer({ genome: space.random(prng), operator: 'random', parents: [] });
  if (!collector.full && genomeCount(space) <= ENUMERABLE)
    for (const genome of allGenomes(space.cardinalities))
      collector.offer({ genome, operator: 'enumeration', parents: [] });
  return collector.candidates;
}

/** Takes drafts in until the generation is full, and refuses networks that the search has already seen. */
class Collector {
  readonly candidates: Candidate[] = [];
  private readonly space: SearchSpace;
  private readonly state: AlgorithmState;
  private readonly size: number;
  private readonly seen: Set<string>;

  constructor(space: SearchSpace, state: AlgorithmState, size: number) {
    this.space = space;
    this.state = state;
    this.size = size;
    this.seen = new Set(state.archive);
  }

  get full(): boolean {
    return this.candidates.length >= this.size;
  }

  offer({ genome, operator, parents }: Draft): void {
    if (this.full || !this.space.isValid(genome)) return;
    const canonical = this.space.print(this.space.canonical(genome));
    if (this.seen.has(canonical)) return;
    this.seen.add(canonical);
    this.candidates.push({
      id: this.state.nextId + this.candidates.length,
      genome: this.space.print(genome),
      canonical,
      operator,
      parents,
      generation: this.state.generation,
    });
  }
}

/** Two tournaments, crossover or copies, then mutation of both. Plain copies are dropped. */
function breed(space: SearchSpace, config: VariationConfig, ranked: readonly Ranked[], prng: Prng): Draft[] {
  const a = tournament(ranked, prng);
  const b = tournament(ranked, prng);
  const [first, second] = [space.parse(a.genome), space.parse(b.genome)];
  const crossed = a.id !== b.id && prng.chance(config.crossoverProbability);
  const children = crossed ? twoPointCrossover(first, second, prng) : [first, second];
  return children.flatMap((child, i): Draft[] => {
    const genome = mutate(child, space.cardinalities, config.mutationProbability, prng);
    const mutated = !sameGenome(genome, child);
    const [own, other] = i === 0 ? [a.id, b.id] : [b.id, a.id];
    if (crossed)
      return [{ genome, operator: mutated ? 'crossover+mutation' : 'crossover', parents: [own, other] }];
    return mutated ? [{ genome, operator: 'mutation', parents: [own] }] : [];
  });
}

function genomeCount(space: SearchSpace): number {
  return space.cardinalities.reduce((product, count) => product * count, 1);
}
