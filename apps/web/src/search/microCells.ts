import type { CellBlock, CellLine, CellOperand, GenomeCell } from '@naschain/charts';
import { MICRO_OPS, type MicroOp, microCellsInUse, parseMicroGenome } from '@naschain/network';
import type { SpaceSpec } from '@naschain/protocol';

export type MicroSpace = Extract<SpaceSpec, { kind: 'micro' }>;

interface OperationLook {
  readonly name: string;
  readonly line: CellLine;
  readonly kernel: number;
}

const LOOK: Record<MicroOp, OperationLook> = {
  max_pool_3x3: { name: 'max pool 3×3', line: 'pool', kernel: 3 },
  avg_pool_3x3: { name: 'avg pool 3×3', line: 'pool', kernel: 3 },
  skip_connect: { name: 'skip', line: 'skip', kernel: 1 },
  sep_conv_3x3: { name: 'sep conv 3×3', line: 'convolution', kernel: 3 },
  sep_conv_5x5: { name: 'sep conv 5×5', line: 'convolution', kernel: 5 },
  dil_conv_3x3: { name: 'dil conv 3×3', line: 'convolution', kernel: 3 },
  dil_conv_5x5: { name: 'dil conv 5×5', line: 'convolution', kernel: 5 },
  sep_conv_7x7: { name: 'sep conv 7×7', line: 'convolution', kernel: 7 },
  conv_7x1_1x7: { name: 'conv 1×7, 7×1', line: 'convolution', kernel: 7 },
};

const GENES_PER_OPERAND = 2;
export const GENES_PER_BLOCK = 2 * GENES_PER_OPERAND;

/**
 * The normal and the reduction cell of a micro genome.
 * @param inheritance one letter per gene, saying who gave it; passed over if it has another length
 * @throws NetworkError when the genome is none of this space
 */
export function microCells(
  space: MicroSpace,
  genome: string,
  inheritance: string | null = null,
): readonly GenomeCell[] {
  const genes = parseMicroGenome(genome, space);
  const letters = inheritance?.length === genes.length ? inheritance : null;
  const inUse = microCellsInUse(genes, space);
  const operandAt = (at: number): CellOperand => {
    const [operation = 0, input = 0] = genes.slice(at, at + GENES_PER_OPERAND);
    const givers = letters === null ? null : { operation: letters.charAt(at), input: letters.charAt(at + 1) };
    return { ...lookOf(operation), input, givers };
  };
  const blocksFrom = (first: number): CellBlock[] =>
    Array.from({ length: space.blocks }, (_, block) => {
      const at = first + block * GENES_PER_BLOCK;
      return [operandAt(at), operandAt(at + GENES_PER_OPERAND)];
    });
  return [
    { name: 'Normal cell', blocks: blocksFrom(0), active: inUse.normal },
    { name: 'Reduction cell', blocks: blocksFrom(genes.length / 2), active: inUse.reduction },
  ];
}

function lookOf(operation: number): OperationLook {
  const op = MICRO_OPS[operation];
  if (op === undefined) throw new RangeError(`there is no operation ${operation}`);
  return LOOK[op];
}

/** The digits of a micro genome, by cell and block: `normal 3041 2002, reduction 0000 0000`. */
export function microDigits(genome: string): string {
  const half = genome.length / 2;
  const grouped = (genes: string): string => genes.match(/.{1,4}/g)?.join(' ') ?? '';
  return `normal ${grouped(genome.slice(0, half))}, reduction ${grouped(genome.slice(half))}`;
}
