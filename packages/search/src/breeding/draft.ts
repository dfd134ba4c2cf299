import type { Operator, Prediction } from '../algorithm.ts';
import type { Genome } from '../space.ts';

/** The source of a gene that nobody gave: drawn at random, or mutated. */
export const CHANCE = -1;

/** A genome on its way to become a candidate. */
export interface Draft {
  readonly genome: Genome;
  readonly operator: Operator;
  /** Per gene the id of the candidate that gave it, or `CHANCE`. */
  readonly sources: readonly number[];
  readonly prediction?: Prediction;
}

const MAX_PARENTS = 8;

/** A genome that no parent gave. */
export function orphan(genome: Genome, operator: Operator): Draft {
  return { genome, operator, sources: genome.map(() => CHANCE) };
}

/**
 * Parents by the number of genes they gave (then by id), at most eight, and who gave each gene: `a` the first parent,
 * `b` the second, …, `*` chance or a parent beyond the eighth. Null when nobody gave any.
 */
export function lineageOf(sources: readonly number[]): { parents: number[]; inheritance: string | null } {
  const given = new Map<number, number>();
  for (const id of sources) if (id !== CHANCE) given.set(id, (given.get(id) ?? 0) + 1);
  if (given.size === 0) return { parents: [], inheritance: null };
  const parents = [...given.keys()]
    .sort((a, b) => (given.get(b) ?? 0) - (given.get(a) ?? 0) || a - b)
    .slice(0, MAX_PARENTS);
  const letter = (id: number): string => {
    const position = parents.indexOf(id);
    return position < 0 ? '*' : String.fromCharCode(97 + position);
  };
  return { parents, inheritance: sources.map(letter).join('') };
}
