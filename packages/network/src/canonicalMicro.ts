import { type PlacedCell, stackCells } from './cellStack.ts';
import { CELL_INPUTS, type MicroBlock, type MicroCell, type MicroCells, readCells } from './microGenome.ts';
import type { MicroFrame } from './microOptions.ts';

/**
 * The genome that stands for all genomes decoding to the same network: two genomes have equal canonical genomes iff
 * their networks are isomorphic as computation graphs (up to the order of the two operands of a sum and of
 * concatenated inputs). Blocks are renumbered, operands sorted; a cell type that the network does not contain, or
 * that its classifier does not depend on, becomes all zeros.
 * @throws NetworkError `blocks`, `cells`, `genome-length`, `genome-alphabet`.
 */
export function canonicalMicro(genome: readonly number[], frame: MicroFrame): number[] {
  const cells = readCells(genome, frame);
  const live = liveCells(cells, frame);
  const genes = (cell: MicroCell, reduction: boolean): string => {
    const places = live.filter((placed) => placed.reduction === reduction);
    if (places.length === 0) return '0'.repeat(genome.length / 2);
    const own = canonicalCell(cell);
    if (places.some(({ index }) => index > 0)) return own;
    // Both inputs of the first cell are the stem: as long as the type stands nowhere else, nothing tells them apart.
    return smaller(own, canonicalCell(exchangeInputs(cell)));
  };
  return Array.from(genes(cells.normal, false) + genes(cells.reduction, true), Number);
}

/**
 * Whether the network's classifier depends on the normal and on the reduction cell; what it does not depend on is not
 * part of the network.
 * @throws NetworkError `blocks`, `cells`, `genome-length`, `genome-alphabet`.
 */
export function microCellsInUse(
  genome: readonly number[],
  frame: MicroFrame,
): { normal: boolean; reduction: boolean } {
  const live = liveCells(readCells(genome, frame), frame);
  return {
    normal: live.some((placed) => !placed.reduction),
    reduction: live.some((placed) => placed.reduction),
  };
}

const liveCells = (cells: MicroCells, frame: MicroFrame): PlacedCell[] =>
  stackCells(cells, frame.cells).filter((placed) => placed.live);

const smaller = (a: string, b: string): string => (b < a ? b : a);

/** The genes of the order of blocks, among all orders that keep readers behind what they read, that come first. */
function canonicalCell(cell: MicroCell): string {
  return smallestRest(cell, []);
}

/**
 * The smallest genes of the blocks not yet placed. A block's genes depend only on the blocks placed before it, so that
 * the smallest string begins with the smallest genes of any block that is ready; several such blocks are all tried.
 * The result is exact: it is the cell itself, written in an order that isomorphic cells share.
 */
function smallestRest(cell: MicroCell, placed: readonly number[]): string {
  if (placed.length === cell.length) return '';
  const ready = cell.flatMap((block, index) => {
    const genes = placed.includes(index) ? null : genesOf(block, placed);
    return genes === null ? [] : [{ index, genes }];
  });
  const first = ready.map(({ genes }) => genes).reduce(smaller);
  const rests = ready
    .filter(({ genes }) => genes === first)
    .map(({ index }) => smallestRest(cell, [...placed, index]));
  return first + rests.reduce(smaller);
}

/** The genes of a block when `placed` blocks come before it, operands sorted; null if it reads any other block. */
function genesOf(block: MicroBlock, placed: readonly number[]): string | null {
  const operands: string[] = [];
  for (const { op, input } of block) {
    const place = placed.indexOf(input - CELL_INPUTS);
    if (input >= CELL_INPUTS && place < 0) return null;
    operands.push(`${op}${input < CELL_INPUTS ? input : place + CELL_INPUTS}`);
  }
  return operands.sort().join('');
}

function exchangeInputs(cell: MicroCell): MicroCell {
  const exchange = (input: number): number => (input < CELL_INPUTS ? CELL_INPUTS - 1 - input : input);
  return cell.map(([left, right]) => [
    { op: left.op, input: exchange(left.input) },
    { op: right.op, input: exchange(right.input) },
  ]);
}
