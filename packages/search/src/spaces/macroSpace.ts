import {
  canonicalMacro,
  decodeMacro,
  type MacroOptions,
  macroGenomeLength,
  macroSeeds,
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
import { macroFeatures } from './macroFeatures.ts';

/**
 * The macro space of NSGA-Net: one bit per possible connection and one skip bit per phase. Printed as bits.
 * @throws NetworkError on options out of range, or `image-too-small` when the image cannot pass all phases.
 */
export function macroSpace(options: MacroOptions): SearchSpace<NetworkGraph> {
  const length = macroGenomeLength(options);
  const cardinalities = Array.from({ length }, () => 2);
  const print = (genome: Genome): string => {
    requireValid(space, genome);
    return genome.join('');
  };
  const parse = (text: string): Genome =>
    requireGenes(readGenes(text, cardinalities), text, `${length} characters 0 or 1`);
  const decode = (genome: Genome): NetworkGraph => decodeMacro(print(genome), options);
  const space: SearchSpace<NetworkGraph> = {
    kind: 'macro',
    cardinalities,
    segments: Array.from({ length: options.phases }, () => length / options.phases),
    size: genomeCount(cardinalities),
    ...largest(options, length),
    random: (prng) => uniformGenome(cardinalities, prng),
    isValid: (genome) => fitsCardinalities(genome, cardinalities),
    canonical: (genome) => parse(canonicalMacro(print(genome), options)),
    decode,
    measure: (genome) => {
      const { params, flops } = decode(genome);
      return { params, flops };
    },
    print,
    parse,
    neighbours: (genome) => {
      requireValid(space, genome);
      return hammingNeighbours(genome, cardinalities);
    },
    seeds: () => macroSeeds(options).map(({ genome }) => parse(genome)),
    features: (genome) => {
      requireValid(space, genome);
      return macroFeatures(genome, options);
    },
  };
  return space;
}

/**
 * Within a phase FLOPs and parameters grow with the nodes in use and with the inputs of multi-input nodes; the full
 * phase has all n nodes and the most such inputs: with e connections and s sinks these are at most e + s + 1 (skip bit)
 * less one for the second node, which has one input or gives up a connection, and as sinks are never connected,
 * e <= n(n-1)/2 - s(s-1)/2, so that one sink is best (two are as good). One more active phase adds its layers, a
 * pool that costs what the global average pool cost, and a wider classifier; its entry convolution's parameters
 * count whether it is applied or not. Only the step from no phase to one can save: a classifier on an image with more
 * channels than the first phase.
 */
function largest(options: MacroOptions, length: number): { maxFlops: number; maxParams: number } {
  const ends = ['1', '0'].map((bit) => decodeMacro(bit.repeat(length), options));
  return {
    maxFlops: Math.max(...ends.map(({ flops }) => flops)),
    maxParams: Math.max(...ends.map(({ params }) => params)),
  };
}
