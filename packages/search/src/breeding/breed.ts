import type { AlgorithmConfig } from '../config.ts';
import type { Ranked } from '../engine/selection.ts';
import { tournament } from '../engine/selection.ts';
import type { Prng } from '../prng.ts';
import type { Genome, SearchSpace } from '../space.ts';
import { crossoverMasks, type Mask } from './crossover.ts';
import type { Draft } from './draft.ts';
import { mutate, sameGenome } from './mutation.ts';

export type Variation = Pick<
  AlgorithmConfig,
  'crossover' | 'crossoverProbability' | 'mutation' | 'mutationProbability'
>;

/** A genome that can breed, with where each of its genes came from. */
export interface Parent {
  readonly genome: Genome;
  readonly sources: readonly number[];
}

/** Two tournaments, crossover or copies, then mutation of both. Plain copies are dropped. */
export function breed(
  space: SearchSpace,
  variation: Variation,
  ranked: readonly Ranked[],
  prng: Prng,
): Draft[] {
  const a = tournament(ranked, prng);
  const b = tournament(ranked, prng);
  const parent = ({ id, genome }: { id: number; genome: string }): Parent => {
    const genes = space.parse(genome);
    return { genome: genes, sources: genes.map(() => id) };
  };
  return cross(space, variation, parent(a), a.id === b.id ? null : parent(b), prng);
}

/** Children of two parents, or mutants of one. */
export function cross(
  space: SearchSpace,
  variation: Variation,
  a: Parent,
  b: Parent | null,
  prng: Prng,
): Draft[] {
  const { crossover, mutation } = variation;
  const probability = variation.mutationProbability ?? 1 / space.cardinalities.length;
  const crossed = b !== null && prng.chance(variation.crossoverProbability);
  const [first, second] = crossed ? crossoverMasks(crossover, a.genome, b.genome, prng) : [];
  const plain: Draft[] =
    crossed && first !== undefined && second !== undefined
      ? [mixed(a, b, first), mixed(b, a, second)]
      : [a, b ?? a].map((parent) => ({ ...parent, operator: 'mutation' as const }));
  return plain.flatMap((child): Draft[] => {
    const mutant = mutate(child, space.cardinalities, mutation, probability, prng);
    const mutated = !sameGenome(mutant.genome, child.genome);
    if (crossed) return [{ ...mutant, operator: mutated ? 'crossover+mutation' : 'crossover' }];
    return mutated ? [mutant] : [];
  });
}

function mixed(a: Parent, b: Parent, mask: Mask): Draft {
  return {
    genome: a.genome.map((gene, i) => (mask[i] ? (b.genome[i] ?? gene) : gene)),
    sources: a.sources.map((source, i) => (mask[i] ? (b.sources[i] ?? source) : source)),
    operator: 'crossover',
  };
}
