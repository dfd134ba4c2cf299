import type { Prng } from './prng.ts';
import type { Genome } from './space.ts';

/**
 * Two-point crossover: swaps one segment, uniform among all that are neither empty nor the whole genome.
 * Genomes of one gene come back as they are.
 */
export function twoPointCrossover(a: Genome, b: Genome, prng: Prng): [Genome, Genome] {
  if (a.length < 2) return [a, b];
  let start: number;
  let end: number;
  do {
    start = prng.below(a.length + 1);
    end = prng.below(a.length + 1);
  } while (start >= end || end - start === a.length);
  const swap = (base: Genome, segment: Genome): Genome =>
    base.map((gene, i) => (i >= start && i < end ? (segment[i] ?? gene) : gene));
  return [swap(a, b), swap(b, a)];
}

/** Changes each gene with the given probability to another of its values: for bits, the bit flip. */
export function mutate(
  genome: Genome,
  cardinalities: readonly number[],
  probability: number,
  prng: Prng,
): Genome {
  return genome.map((gene, i) => {
    const count = cardinalities[i] ?? 1;
    if (!prng.chance(probability) || count < 2) return gene;
    return (gene + 1 + prng.below(count - 1)) % count;
  });
}

export function sameGenome(a: Genome, b: Genome): boolean {
  return a.every((gene, i) => gene === b[i]);
}
