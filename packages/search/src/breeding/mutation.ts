import type { Mutation } from '../config.ts';
import { exp, ln } from '../numeric.ts';
import type { Prng } from '../prng.ts';
import type { Genome } from '../space.ts';
import { CHANCE, type Draft } from './draft.ts';

/** Distribution index of the polynomial mutation: the higher, the shorter the steps. */
const ETA = 5;

/** Changes each gene with the given probability to another of its values. */
export function mutate(
  draft: Draft,
  cardinalities: readonly number[],
  kind: Mutation,
  probability: number,
  prng: Prng,
): Draft {
  const genome = [...draft.genome];
  const sources = [...draft.sources];
  for (const [i, count] of cardinalities.entries()) {
    if (!prng.chance(probability) || count < 2) continue;
    const gene = genome[i] ?? 0;
    // A bit has one other value, whatever the kind.
    genome[i] =
      kind === 'uniform' || count === 2 ? otherValue(gene, count, prng) : nearValue(gene, count, prng);
    sources[i] = CHANCE;
  }
  return { ...draft, genome, sources };
}

/** Any other value, all alike: for bits, the bit flip. */
export function otherValue(gene: number, count: number, prng: Prng): number {
  return (gene + 1 + prng.below(count - 1)) % count;
}

/**
 * Polynomial mutation (Deb & Agrawal 1999) on integers: the step is rounded away from 0, and turned round where it
 * would leave the range.
 */
function nearValue(gene: number, count: number, prng: Prng): number {
  const u = (prng.next() + 0.5) / 2 ** 32;
  const root = exp(ln(u) / (ETA + 1));
  const step = Math.min(count - 1, Math.max(1, Math.ceil((1 - root) * (count - 1))));
  const up = prng.chance(0.5);
  const fits = (direction: number): boolean =>
    gene + direction * step >= 0 && gene + direction * step < count;
  if (fits(up ? 1 : -1)) return gene + (up ? step : -step);
  if (fits(up ? -1 : 1)) return gene - (up ? step : -step);
  return otherValue(gene, count, prng);
}

export function sameGenome(a: Genome, b: Genome): boolean {
  return a.every((gene, i) => gene === b[i]);
}
