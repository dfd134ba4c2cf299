import { bow } from './bow.ts';

/** What stands on a connection of a cell, as its line shows it. */
export type CellLine = 'convolution' | 'pool' | 'skip';

/** One of the two things that a block adds up: an operation on what it reads. */
export interface CellOperand {
  /** 0: the cell before the previous one; 1: the previous cell; k + 1: block k of this cell, from 1. */
  readonly input: number;
  /** The operation in words. */
  readonly name: string;
  readonly line: CellLine;
  /** Longer side of its kernel, pixels; 1 for a skip connection. */
  readonly kernel: number;
  /** Who gave the genes of operation and input: `a` the first parent, `b` the second, …, `*` chance. Null when not known. */
  readonly givers: { readonly operation: string; readonly input: string } | null;
}

export type CellBlock = readonly [CellOperand, CellOperand];

/** The normal or the reduction cell of a micro genome. */
export interface GenomeCell {
  readonly name: string;
  readonly blocks: readonly CellBlock[];
  /** Whether the network contains it. */
  readonly active: boolean;
}

export interface CellVertex {
  readonly x: number;
  readonly label: string;
  readonly kind: 'input' | 'block';
  /** A block that no other block reads: part of the cell's output. */
  readonly leaf: boolean;
}

export interface CellEdge {
  readonly path: string;
  readonly line: CellLine;
  readonly kernel: number;
  /** Who gave the connection; see `CellOperand.givers`. */
  readonly giver: string | null;
  readonly text: string;
}

/** A cell as an arc diagram, in pixels. */
export interface CellScene {
  readonly width: number;
  readonly height: number;
  readonly baseline: number;
  readonly vertices: readonly CellVertex[];
  readonly edges: readonly CellEdge[];
}

/** `labelled` is to be read, `bare` to be recognised within a line of text. */
export type CellFrame = 'labelled' | 'bare';

interface Measures {
  /** Between vertices. */
  readonly step: number;
  /** From the first vertex to the left edge, and from the last to the right one. */
  readonly side: number;
  /** Above and below everything. */
  readonly margin: number;
  /** Of an arc over so many of the cell's steps at most. */
  readonly rise: (span: number, longest: number) => number;
}

const MEASURES: Readonly<Record<CellFrame, Measures>> = {
  labelled: { step: 40, side: 18, margin: 12, rise: (span) => 7 + (span - 1) * 7 },
  bare: { step: 7, side: 3, margin: 2, rise: (span, longest) => 1.2 + (4 * (span - 1)) / (longest - 1) },
};

const INPUTS = ['k−2', 'k−1'];
/** Largest height of a bow, as a share of its rise. */
const CREST = 1.5;

/** What an operand reads, as the figure labels it: an input of the cell, or a block by its number. */
export function cellSource(input: number): string {
  return INPUTS[input] ?? String(input - INPUTS.length + 1);
}

/** Numbers of the blocks that no other block reads: side by side they are the cell's output. */
function cellLeaves(blocks: readonly CellBlock[]): number[] {
  const read = new Set(blocks.flat().map(({ input }) => input));
  return blocks.flatMap((_, index) => (read.has(index + INPUTS.length) ? [] : [index + 1]));
}

/**
 * The vertices of a cell on a line, its inputs first; the first operand of each block as an arc above the line, the
 * second below it. A cell that the network does not contain has no arcs. Bare cells are equally high.
 */
export function cellScene({ blocks, active }: GenomeCell, frame: CellFrame): CellScene {
  const { step, side, margin, rise } = MEASURES[frame];
  const x = (vertex: number): number => side + vertex * step;
  const count = INPUTS.length + blocks.length;
  const longest = count - 1;
  const operands = active ? blocks.flatMap((block, index) => block.map(placed(index))) : [];
  const reach = (above: boolean): number => {
    if (frame === 'bare') return longest;
    return Math.max(1, ...operands.filter((one) => one.above === above).map(({ span }) => span));
  };
  const [up, down] = [true, false].map((above) => margin + CREST * rise(reach(above), longest));
  const baseline = up ?? margin;
  const leaves = cellLeaves(blocks);
  return {
    width: 2 * side + (count - 1) * step,
    height: baseline + (down ?? margin),
    baseline,
    vertices: Array.from({ length: count }, (_, vertex) => {
      const block = vertex - INPUTS.length + 1;
      const kind = block < 1 ? 'input' : 'block';
      return { x: x(vertex), label: cellSource(vertex), kind, leaf: leaves.includes(block) };
    }),
    edges: operands.map(({ operand, block, above, span }) => ({
      path: bow(x(operand.input), x(operand.input + span), baseline, (above ? 1 : -1) * rise(span, longest)),
      line: operand.line,
      kernel: operand.kernel,
      giver: operand.givers?.input ?? null,
      text: `block ${block}: ${operandText(operand)}`,
    })),
  };
}

interface PlacedOperand {
  readonly operand: CellOperand;
  /** From 1. */
  readonly block: number;
  readonly above: boolean;
  /** Steps between its ends. */
  readonly span: number;
}

const placed =
  (index: number) =>
  (operand: CellOperand, side: number): PlacedOperand => ({
    operand,
    block: index + 1,
    above: side === 0,
    span: index + INPUTS.length - operand.input,
  });

function operandText({ name, input }: CellOperand): string {
  return `${name} of ${input < INPUTS.length ? '' : 'block '}${cellSource(input)}`;
}

/** A cell in words. */
export function cellText({ name, blocks, active }: GenomeCell): string {
  if (!active) return `${name}: left out of the network`;
  const sums = blocks.map(
    ([first, second], index) => `block ${index + 1} adds ${operandText(first)} and ${operandText(second)}`,
  );
  const leaves = cellLeaves(blocks);
  return `${name}: ${sums.join('; ')}; output ${leaves.length === 1 ? 'block' : 'blocks'} ${leaves.join(', ')}`;
}
