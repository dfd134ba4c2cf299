import { SearchError } from './error.ts';

/**
 * Mean Hamming distance of all pairs of genomes, as a share of their genes: 0 when all are alike. By counting the
 * values of each gene, in time O(genomes · genes). 0 for fewer than two genomes or without genes.
 * @throws SearchError `genome` on different lengths.
 */
export function genomeDiversity(genomes: readonly (readonly number[])[]): number {
  const genes = genomes[0]?.length ?? 0;
  if (genomes.some((genome) => genome.length !== genes))
    throw new SearchError('genome', `all genomes must have ${genes} genes`);
  const pairs = (genomes.length * (genomes.length - 1)) / 2;
  if (pairs === 0 || genes === 0) return 0;
  let differing = 0;
  for (let gene = 0; gene < genes; gene++) {
    const counts = new Map<number, number>();
    for (const genome of genomes) {
      const value = genome[gene] ?? 0;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    let alike = 0;
    for (const count of counts.values()) alike += (count * (count - 1)) / 2;
    differing += pairs - alike;
  }
  return differing / (pairs * genes);
}
