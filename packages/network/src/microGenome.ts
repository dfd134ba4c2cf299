import { NetworkError } from './error.ts';
import { MICRO_OPS } from './microOps.ts';
import { blocksOf, checkMicroFrame, type MicroFrame } from './microOptions.ts';

/** One half of a block: an operation and what it reads. */
export interface MicroOperand {
  /** Index into `MICRO_OPS`. */
  readonly op: number;
  /** 0: the cell before the previous one; 1: the previous cell; k + 2: block k (0-based) of the same cell. */
  readonly input: number;
}

/** The sum of two operands. */
export type MicroBlock = readonly [MicroOperand, MicroOperand];
/** Blocks in order; each reads the two cell inputs and earlier blocks only. */
export type MicroCell = readonly MicroBlock[];

/** The two cells that a micro genome describes. */
export interface MicroCells {
  readonly normal: MicroCell;
  readonly reduction: MicroCell;
}

/** Vertices 0 and 1 of a cell are its inputs; block k is vertex k + CELL_INPUTS. */
export const CELL_INPUTS = 2;

/**
 * How many values each gene can take: 9 operations and block k (0-based) k + 2 inputs, as operation, input, operation,
 * input of each block; the normal cell, then the reduction cell. 40 genes at five blocks.
 * @throws NetworkError `blocks` or `cells` when out of range.
 */
export function microGenomeCardinalities(frame: MicroFrame): number[] {
  checkMicroFrame(frame);
  const ops = MICRO_OPS.length;
  const cell = Array.from({ length: blocksOf(frame) }, (_, block) => {
    const inputs = block + CELL_INPUTS;
    return [ops, inputs, ops, inputs];
  }).flat();
  return [...cell, ...cell];
}

/**
 * Splits a genome into its two cells.
 * @throws NetworkError `blocks`, `cells`, `genome-length`, `genome-alphabet`.
 */
export function readCells(genome: readonly number[], frame: MicroFrame): MicroCells {
  checkMicroGenome(genome, frame);
  const half = genome.length / 2;
  return { normal: readCell(genome.slice(0, half)), reduction: readCell(genome.slice(half)) };
}

/** The genes of a checked cell, four to a block. */
function readCell(genes: readonly number[]): MicroCell {
  const cell: MicroBlock[] = [];
  for (let at = 0; at < genes.length; at += 4) {
    const [op1 = 0, input1 = 0, op2 = 0, input2 = 0] = genes.slice(at, at + 4);
    cell.push([
      { op: op1, input: input1 },
      { op: op2, input: input2 },
    ]);
  }
  return cell;
}

function checkMicroGenome(genome: readonly number[], frame: MicroFrame): void {
  const cardinalities = microGenomeCardinalities(frame);
  if (genome.length !== cardinalities.length)
    throw new NetworkError(
      'genome-length',
      `a micro genome of ${blocksOf(frame)} blocks has ${cardinalities.length} genes, but this one has ${genome.length}`,
    );
  cardinalities.forEach((values, k) => {
    const gene = genome[k] ?? Number.NaN;
    if (Number.isInteger(gene) && gene >= 0 && gene < values) return;
    throw new NetworkError(
      'genome-alphabet',
      `gene ${k + 1} of this genome must be an integer from 0 to ${values - 1}, but is ${gene}`,
    );
  });
}

/**
 * A genome as text: one digit per gene, as no gene has more than ten values.
 * @throws NetworkError `blocks`, `cells`, `genome-length`, `genome-alphabet`.
 */
export function printMicroGenome(genome: readonly number[], frame: MicroFrame): string {
  checkMicroGenome(genome, frame);
  return genome.join('');
}

/**
 * Reads what `printMicroGenome` prints.
 * @throws NetworkError `blocks`, `cells`, `genome-length`, `genome-alphabet`.
 */
export function parseMicroGenome(text: string, frame: MicroFrame): number[] {
  const stray = text.search(/\D/);
  if (stray >= 0)
    throw new NetworkError(
      'genome-alphabet',
      `a micro genome consists of digits, but character ${stray + 1} is ${JSON.stringify(text.charAt(stray))}`,
    );
  const genome = Array.from(text, Number);
  checkMicroGenome(genome, frame);
  return genome;
}

/** Which of the two cell inputs a cell reads, ascending. */
export function readInputs(cell: MicroCell): number[] {
  const read = new Set(cell.flat().map(({ input }) => input));
  return Array.from({ length: CELL_INPUTS }, (_, input) => input).filter((input) => read.has(input));
}

/** Vertices of the blocks that no other block reads, ascending: together they are the cell's output. */
export function leafVertices(cell: MicroCell): number[] {
  const read = new Set(cell.flat().map(({ input }) => input));
  return cell.map((_, block) => block + CELL_INPUTS).filter((vertex) => !read.has(vertex));
}
