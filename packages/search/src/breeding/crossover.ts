import { assertNever } from '../assertNever.ts';
import type { Crossover } from '../config.ts';
import type { Prng } from '../prng.ts';
import type { Genome } from '../space.ts';

/** Which genes of a child come from the second parent instead of the first. */
export type Mask = readonly boolean[];

/** Two children, as masks over the parents (the second child's first parent is `b`). */
export function crossoverMasks(kind: Crossover, a: Genome, b: Genome, prng: Prng): [Mask, Mask] {
  switch (kind) {
    case 'two-point':
      return twins(twoPointMask(a.length, prng));
    case 'uniform':
      return twins(a.map(() => prng.chance(0.5)));
    case 'common-bit':
      return [commonBitMask(a, b, prng), commonBitMask(b, a, prng)];
    default:
      return assertNever(kind);
  }
}

function twins(mask: Mask): [Mask, Mask] {
  return [mask, mask];
}

/** One segment, uniform among all that are neither empty nor the whole genome; nothing of a genome of one gene. */
function twoPointMask(length: number, prng: Prng): Mask {
  if (length < 2) return [false];
  let start: number;
  let end: number;
  do {
    start = prng.below(length + 1);
    end = prng.below(length + 1);
  } while (start >= end || end - start === length);
  return Array.from({ length }, (_, i) => i >= start && i < end);
}

/**
 * Common-bit crossover (Lu et al. 2019, NSGA-Net): genes that the parents share stay, the others come from either parent
 * at random, but so that the sum of the genes (for bits, the number of connections) stays within that of the parents.
 */
function commonBitMask(a: Genome, b: Genome, prng: Prng): Mask {
  const sum = (genome: Genome): number => genome.reduce((total, gene) => total + gene, 0);
  const [low, high] = [Math.min(sum(a), sum(b)), Math.max(sum(a), sum(b))];
  const differing = a.flatMap((gene, i) => (gene === b[i] ? [] : [i]));
  prng.shuffle(differing);
  const mask = a.map(() => false);
  let total = sum(a);
  for (const i of differing) {
    const next = total + (b[i] ?? 0) - (a[i] ?? 0);
    if (!prng.chance(0.5) || next < low || next > high) continue;
    mask[i] = true;
    total = next;
  }
  return mask;
}
