import { assertNever, type IndividualView, type Operator, type SpaceSpec } from '@naschain/protocol';
import type { Term } from './algorithmWords.ts';

/** How a network came about. */
const OPERATOR: Record<Operator, Term> = {
  random: { text: 'Drawn at random', meaning: 'Every gene of it is chance.' },
  design: {
    text: 'Part of the first sample',
    meaning:
      'The first sample is spread over the genes and over the FLOPs, so that the surrogate learns the most from it.',
  },
  seed: { text: 'Known architecture', meaning: 'It was given to the search as a start.' },
  crossover: { text: 'Crossover', meaning: 'A mix of its parents’ genomes.' },
  mutation: { text: 'Mutation', meaning: 'Its parent’s genome with some genes changed.' },
  'crossover+mutation': {
    text: 'Crossover, then mutation',
    meaning: 'A mix of its parents’ genomes with some genes changed.',
  },
  exploitation: {
    text: 'Put together from good parts',
    meaning:
      'Each phase, or block of a cell, is copied from one of the best half of the networks that fits the one before.',
  },
  surrogate: {
    text: 'Chosen by the surrogate',
    meaning: 'Bred over several rounds in the predictor’s view, then chosen among many for what it promises.',
  },
  enumeration: {
    text: 'Taken from the list of all networks',
    meaning: 'The space is so small that every network in it can be looked at.',
  },
  promotion: {
    text: 'Promoted',
    meaning: 'The same network once more, trained for longer, since its shorter training was among the best.',
  },
};

/** An operator in words; one that this page does not know is shown as it is. */
export function operatorTerm(operator: string): Term {
  const known = Object.entries(OPERATOR).find(([name]) => name === operator);
  return known?.[1] ?? { text: operator, meaning: 'This page does not know this operator.' };
}

/** What one parent, or chance, gave to a genome. */
export interface Gift {
  /** `a` the first parent, `b` the second, …, `*` chance. */
  readonly giver: string;
  /** Null for chance, and for a parent that the view lacks. */
  readonly parent: IndividualView | null;
  readonly genes: number;
}

/** What a gene of this space is called. */
export function geneNoun({ kind }: SpaceSpec): 'bit' | 'gene' {
  switch (kind) {
    case 'macro':
      return 'bit';
    case 'micro':
      return 'gene';
    default:
      return assertNever(kind);
  }
}

/** Who gave how many genes, parents in their order, chance last; empty when no inheritance is known. */
export function giftsOf(
  { parents, inheritance }: Pick<IndividualView, 'parents' | 'inheritance'>,
  individuals: ReadonlyMap<string, IndividualView>,
): readonly Gift[] {
  if (inheritance === null) return [];
  const genes = new Map<string, number>();
  for (const giver of inheritance) genes.set(giver, (genes.get(giver) ?? 0) + 1);
  return [...genes]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([giver, amount]) => ({
      giver,
      parent: individuals.get(parents[giver.charCodeAt(0) - FIRST] ?? '') ?? null,
      genes: amount,
    }));
}

const FIRST = 'a'.charCodeAt(0);

function rank(giver: string): number {
  return giver === '*' ? Number.MAX_SAFE_INTEGER : giver.charCodeAt(0);
}

/** A giver in words, as it follows a number of genes. */
export function giverText({ giver, parent }: Gift): string {
  if (giver === '*') return 'by chance';
  return parent === null ? 'from an unknown network' : `from network ${parent.ordinal}`;
}

/** Who gave which genes, by runs: "bits 1 to 3 from network 4, bit 4 by chance". @param noun `geneNoun` of the space */
export function runsText(letters: string, gifts: readonly Gift[], noun: string): string {
  const runs: { giver: string; from: number; to: number }[] = [];
  for (const [index, giver] of [...letters].entries()) {
    const last = runs.at(-1);
    if (last?.giver === giver) last.to = index + 1;
    else runs.push({ giver, from: index + 1, to: index + 1 });
  }
  return runs
    .map(({ giver, from, to }) => {
      const gift = gifts.find((candidate) => candidate.giver === giver);
      const genes = from === to ? `${noun} ${from}` : `${noun}s ${from} to ${to}`;
      return gift === undefined ? genes : `${genes} ${giverText(gift)}`;
    })
    .join(', ');
}
