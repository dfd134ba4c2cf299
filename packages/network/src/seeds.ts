import { microGenomeCardinalities, parseMicroGenome } from './microGenome.ts';
import type { MicroFrame } from './microOptions.ts';
import { checkFrame, type MacroFrame } from './options.ts';

/** A known network as a genome that a search may start from. */
export interface Seed<Genome> {
  readonly name: string;
  readonly genome: Genome;
}

/**
 * The hand-designed networks that NSGA-Net's first population may start from (Lu et al. 2019), as far as the space
 * holds them, alike in every phase: a chain of nodes (VGG), a chain with the skip bit (ResNet), all connections with
 * the skip bit (DenseNet).
 * With two nodes the last two are the same genome, which is then given once.
 * @throws NetworkError `phases` or `nodes` when out of range.
 */
export function macroSeeds(frame: MacroFrame): Seed<string>[] {
  checkFrame(frame);
  const phase = (connected: (from: number, to: number) => boolean, skip: boolean): string => {
    let bits = '';
    for (let to = 1; to < frame.nodes; to++)
      for (let from = 0; from < to; from++) bits += connected(from, to) ? '1' : '0';
    return bits + (skip ? '1' : '0');
  };
  const chain = (from: number, to: number): boolean => from === to - 1;
  const seeds = [
    { name: 'VGG', genome: phase(chain, false) },
    { name: 'ResNet', genome: phase(chain, true) },
    { name: 'DenseNet', genome: phase(() => true, true) },
  ];
  return seeds
    .filter(({ genome }, k) => seeds.findIndex((other) => other.genome === genome) === k)
    .map(({ name, genome }) => ({ name, genome: genome.repeat(frame.phases) }));
}

/**
 * Cells of five blocks that others found, normal cell first. Each concatenates exactly the blocks that no other block
 * reads, as this space does, so that they are exact. Sources: NASNet-A: Zoph et al. 2018; AmoebaNet-A: Real et al. 2019;
 * ENAS: Pham et al. 2018; NSGA-Net: Lu et al. 2019; all in the operations in which the code of DARTS and NSGA-Net
 * states them.
 */
const KNOWN_CELLS = [
  { name: 'NASNet-A', normal: '41304030112010103121', reduction: '41700170114023123201' },
  { name: 'AmoebaNet-A', normal: '10013042301331212011', reduction: '10310072701100018035' },
  { name: 'ENAS', normal: '31214120103130104110', reduction: '40113111113144113540' },
  { name: 'NSGA-Net', normal: '20006000613301433130', reduction: '10315100226122116151' },
] as const;

/**
 * Known cells as genomes; none unless the cells of the frame have five blocks.
 * @throws NetworkError `blocks` or `cells` when out of range.
 */
export function microSeeds(frame: MicroFrame): Seed<number[]>[] {
  const genes = microGenomeCardinalities(frame).length;
  return KNOWN_CELLS.filter(({ normal }) => normal.length * 2 === genes).map(
    ({ name, normal, reduction }) => ({ name, genome: parseMicroGenome(normal + reduction, frame) }),
  );
}
