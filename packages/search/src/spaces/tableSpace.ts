import { SearchError } from '../error.ts';
import type { Prng } from '../prng.ts';
import {
  fitsCardinalities,
  type Genome,
  genomeCount,
  hammingNeighbours,
  type SearchSpace,
  uniformGenome,
} from '../space.ts';
import { describeText, printGenes, readGenes, requireGenes } from './genomeText.ts';
import { canonicalText, findEntry, requireEntry, type SearchTable, validTexts } from './searchTable.ts';
import type { TableEntry } from './tableEntry.ts';

/**
 * The genomes of a table; a genome without an entry, its own or its canonical genome's, is not valid. A genome decodes
 * to, and is measured by, the entry of its canonical genome. `size` counts the valid genomes.
 */
export function tableSpace(table: SearchTable): SearchSpace<TableEntry> {
  const { cardinalities } = table;
  const expected = describeText(cardinalities);
  const largest = largestOf(table);
  const fits = (genome: Genome): boolean => fitsCardinalities(genome, cardinalities);
  const decode = (genome: Genome): TableEntry => {
    if (!fits(genome))
      throw new SearchError('genome', `a genome of this space has ${cardinalities.length} genes in range`);
    return requireEntry(table, printGenes(genome, cardinalities));
  };
  const print = (genome: Genome): string => {
    decode(genome);
    return printGenes(genome, cardinalities);
  };
  const parse = (text: string): Genome => {
    const genome = requireGenes(readGenes(text, cardinalities), text, expected);
    requireEntry(table, text);
    return genome;
  };
  const space: SearchSpace<TableEntry> = {
    kind: 'table',
    cardinalities,
    segments: cardinalities.map(() => 1),
    ...largest,
    random: sampler(table, largest.size, parse),
    isValid: (genome) => fits(genome) && findEntry(table, printGenes(genome, cardinalities)) !== undefined,
    canonical: (genome) => parse(canonicalText(table, print(genome))),
    decode,
    measure: (genome) => {
      const { params, flops } = decode(genome);
      return { params, flops };
    },
    print,
    parse,
    neighbours: (genome) => {
      decode(genome);
      return hammingNeighbours(genome, cardinalities).filter(space.isValid);
    },
    seeds: () => [],
    features: (genome) => {
      decode(genome);
      return [];
    },
  };
  return space;
}

/** Draws uniformly among the valid genomes; lists them on the first draw if some are missing. */
function sampler(table: SearchTable, size: number, parse: (text: string) => Genome): (prng: Prng) => Genome {
  const { cardinalities } = table;
  if (size === genomeCount(cardinalities)) return (prng) => uniformGenome(cardinalities, prng);
  let texts: readonly string[] | null = null;
  return (prng) => {
    texts ??= validTexts(table);
    return parse(texts[prng.below(texts.length)] ?? '');
  };
}

function largestOf(table: SearchTable): { size: number; maxFlops: number; maxParams: number } {
  let size = 0;
  let maxFlops = 0;
  let maxParams = 0;
  for (const { params, flops } of Object.values(table.entries)) {
    size++;
    maxFlops = Math.max(maxFlops, flops);
    maxParams = Math.max(maxParams, params);
  }
  for (const text of Object.keys(table.canonical ?? {})) if (!Object.hasOwn(table.entries, text)) size++;
  return { size, maxFlops, maxParams };
}
