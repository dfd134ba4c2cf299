import {
  canonicalMicro,
  decodeMicro,
  MICRO_OPS,
  type MicroOptions,
  microCellsInUse,
  microGenomeCardinalities,
  microSeeds,
  type NetworkGraph,
} from '@naschain/network';
import {
  fitsCardinalities,
  type Genome,
  genomeCount,
  hammingNeighbours,
  requireValid,
  type SearchSpace,
  uniformGenome,
} from '../space.ts';
import { readGenes, requireGenes } from './genomeText.ts';
import { cellFeatures, GENES_PER_BLOCK } from './microFeatures.ts';

/**
 * The micro space of NSGA-Net: a normal and a reduction cell, each block operation, input, operation, input. Printed as
 * one digit per gene.
 * @throws NetworkError on options out of range.
 */
export function microSpace(options: MicroOptions): SearchSpace<NetworkGraph> {
  const cardinalities = microGenomeCardinalities(options);
  const print = (genome: Genome): string => {
    requireValid(space, genome);
    return genome.join('');
  };
  const decode = (genome: Genome): NetworkGraph => {
    requireValid(space, genome);
    return decodeMicro(genome, options);
  };
  const space: SearchSpace<NetworkGraph> = {
    kind: 'micro',
    cardinalities,
    segments: Array.from({ length: cardinalities.length / GENES_PER_BLOCK }, () => GENES_PER_BLOCK),
    size: genomeCount(cardinalities),
    ...largest(options, cardinalities.length),
    random: (prng) => uniformGenome(cardinalities, prng),
    isValid: (genome) => fitsCardinalities(genome, cardinalities),
    canonical: (genome) => {
      requireValid(space, genome);
      return canonicalMicro(genome, options);
    },
    decode,
    measure: (genome) => {
      const { params, flops } = decode(genome);
      return { params, flops };
    },
    print,
    parse: (text) =>
      requireGenes(
        readGenes(text, cardinalities),
        text,
        `${cardinalities.length} digits, operation (0 to 8), input (0 and up), operation, input of each block`,
      ),
    neighbours: (genome) => {
      requireValid(space, genome);
      return hammingNeighbours(genome, cardinalities);
    },
    seeds: () => microSeeds(options).map(({ genome }) => genome),
    features: (genome) => {
      requireValid(space, genome);
      const half = genome.length / 2;
      const { normal, reduction } = microCellsInUse(genome, options);
      return [
        ...cellFeatures(normal ? genome.slice(0, half) : []),
        ...cellFeatures(reduction ? genome.slice(half) : []),
      ];
    },
  };
  return space;
}

/**
 * Blocks that all read inputs 0 and 1 use both inputs of the cell, leave every block to the output (the widest
 * concatenation) and, in reductions, put every operation on the larger maps, so no other wiring costs more. Then each
 * operand adds an amount that depends on its operation and its cell type alone; hence the best operation is the same for
 * all operands of a type, and is found for the two types one after the other.
 */
function largest(options: MicroOptions, genes: number): { maxFlops: number; maxParams: number } {
  const blocks = genes / 2 / GENES_PER_BLOCK;
  const measure = (normal: number, reduction: number): NetworkGraph =>
    decodeMicro(
      [normal, reduction].flatMap((op) => Array.from({ length: blocks }, () => [op, 0, op, 1]).flat()),
      options,
    );
  const byNormal = MICRO_OPS.map((_, op) => measure(op, 0));
  const byReduction = MICRO_OPS.map((_, op) => measure(0, op));
  const most = (cost: (network: NetworkGraph) => number): number =>
    Math.max(...byNormal.map(cost)) + Math.max(...byReduction.map(cost)) - cost(measure(0, 0));
  return { maxFlops: most(({ flops }) => flops), maxParams: most(({ params }) => params) };
}
