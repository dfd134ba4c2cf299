import { canonicalMacro, decodeMacro, type MacroOptions, macroGenomeLength } from '@naschain/network';
import { SearchError } from './error.ts';
import {
  fitsCardinalities,
  type Genome,
  hammingNeighbours,
  requireValid,
  type SearchSpace,
  uniformGenome,
} from './space.ts';

/**
 * The macro space of NSGA-Net: one bit per possible connection and one skip bit per phase. Printed as bits.
 * @throws NetworkError on options out of range, or `image-too-small` when the image cannot pass all phases.
 */
export function macroSpace(options: MacroOptions): SearchSpace {
  const length = macroGenomeLength(options);
  const cardinalities = Array.from({ length }, () => 2);
  const print = (genome: Genome): string => {
    requireValid(space, genome);
    return genome.join('');
  };
  const parse = (text: string): Genome => {
    if (text.length !== length || /[^01]/.test(text))
      throw new SearchError('genome', `a genome of this space is ${length} characters 0 or 1, got "${text}"`);
    return Array.from(text, Number);
  };
  const space: SearchSpace = {
    kind: 'macro',
    cardinalities,
    maxFlops: largestFlops(options, length),
    random: (prng) => uniformGenome(cardinalities, prng),
    isValid: (genome) => fitsCardinalities(genome, cardinalities),
    canonical: (genome) => parse(canonicalMacro(print(genome), options)),
    measure: (genome) => {
      const { params, flops } = decodeMacro(print(genome), options);
      return { params, flops };
    },
    print,
    parse,
    neighbours: (genome) => {
      requireValid(space, genome);
      return hammingNeighbours(genome, cardinalities);
    },
  };
  return space;
}

/**
 * Within a phase the FLOPs grow with the nodes in use and with the inputs of multi-input nodes; the full phase has
 * all n nodes and the most such inputs: with e connections and s sinks these are at most e + s + 1 (skip bit) less
 * one for the second node, which has one input or gives up a connection, and as sinks are never connected,
 * e <= n(n-1)/2 - s(s-1)/2, so that one sink is best (two are as good). One more active phase adds its layers, a
 * pool that costs what the global average pool cost, and a wider classifier. Only the step from no phase to one can
 * save FLOPs: a classifier on an image with more channels than the first phase.
 */
function largestFlops(options: MacroOptions, length: number): number {
  const flops = ['1', '0'].map((bit) => decodeMacro(bit.repeat(length), options).flops);
  return Math.max(...flops);
}
