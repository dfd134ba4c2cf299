import { SearchError } from './error.ts';
import type { Complexity } from './objectives.ts';
import type { Prng } from './prng.ts';

/** One integer per gene, gene i from 0 to `cardinalities[i] - 1`. */
export type Genome = readonly number[];

/**
 * A set of networks written as integer genomes. Methods that take a genome expect a valid one, and throw
 * `SearchError` `genome` otherwise.
 */
export interface SearchSpace<Network = unknown> {
  readonly kind: string;
  /** Number of values of each gene; the length is the genome's. */
  readonly cardinalities: readonly number[];
  /** Lengths of the genome's parts that belong together (phases, blocks), in order; they add up to its length. */
  readonly segments: readonly number[];
  /** Number of genomes, rounded where it exceeds 2^53. */
  readonly size: number;
  /** FLOPs of the largest network of the space. */
  readonly maxFlops: number;
  /** Parameters of the largest network of the space. */
  readonly maxParams: number;
  random(prng: Prng): Genome;
  isValid(genome: Genome): boolean;
  /** One genome for all genomes of the same network. */
  canonical(genome: Genome): Genome;
  /** The network that the genome stands for. */
  decode(genome: Genome): Network;
  /** Parameters and FLOPs of the network. */
  measure(genome: Genome): Complexity;
  /** Genome as text; `parse` reads it back. */
  print(genome: Genome): string;
  /** @throws SearchError `genome`. */
  parse(text: string): Genome;
  /** All valid genomes that differ in exactly one gene. */
  neighbours(genome: Genome): Genome[];
  /** Genomes of known architectures, for `nsganet` to begin with. */
  seeds(): Genome[];
  /** Numbers that describe the network beyond its genes (depth, width, …), for predictors; always equally many. */
  features(genome: Genome): number[];
}

/** Number of genomes, rounded where it exceeds 2^53. */
export function genomeCount(cardinalities: readonly number[]): number {
  return cardinalities.reduce((product, count) => product * count, 1);
}

/** Whether each gene is an integer in its range. */
export function fitsCardinalities(genome: Genome, cardinalities: readonly number[]): boolean {
  return (
    genome.length === cardinalities.length &&
    cardinalities.every((count, i) => {
      const gene = genome[i] ?? -1;
      return Number.isInteger(gene) && gene >= 0 && gene < count;
    })
  );
}

/** Each gene uniform and independent. */
export function uniformGenome(cardinalities: readonly number[], prng: Prng): Genome {
  return cardinalities.map((count) => prng.below(count));
}

/** All genomes at Hamming distance one, by gene, then by value. */
export function hammingNeighbours(genome: Genome, cardinalities: readonly number[]): Genome[] {
  return cardinalities.flatMap((count, i) =>
    Array.from({ length: count }, (_, value) => value)
      .filter((value) => value !== genome[i])
      .map((value) => genome.with(i, value)),
  );
}

/** Every genome in lexicographic order, lazily. */
export function* allGenomes(cardinalities: readonly number[]): Generator<Genome> {
  const genome = cardinalities.map(() => 0);
  for (;;) {
    yield [...genome];
    let i = genome.length - 1;
    while (i >= 0 && genome[i] === (cardinalities[i] ?? 0) - 1) genome[i--] = 0;
    if (i < 0) return;
    genome[i] = (genome[i] ?? 0) + 1;
  }
}

/** @throws SearchError `genome` unless the genome is valid. */
export function requireValid(space: SearchSpace, genome: Genome): void {
  if (!space.isValid(genome))
    throw new SearchError(
      'genome',
      `not a genome of the ${space.kind} space: expected ${space.cardinalities.length} genes in range`,
    );
}
