import { CELL_INPUTS, type MicroCell, type MicroCells, readInputs } from './microGenome.ts';

/** One cell of the network. */
export interface PlacedCell {
  /** Position in the stack, 0-based. */
  readonly index: number;
  readonly reduction: boolean;
  /** Whether the cell before it is a reduction, so that the cell before that one has twice the height and width. */
  readonly afterReduction: boolean;
  /** Reductions up to this cell, itself included: the width is `channels * 2 ** stage`. */
  readonly stage: number;
  readonly cell: MicroCell;
  /** Whether the classifier depends on this cell; the others are left out of the network. */
  readonly live: boolean;
}

/**
 * Stacks the two cells of a genome: reductions at one third and two thirds, normal cells elsewhere. One or two cells
 * are all reductions.
 */
export function stackCells({ normal, reduction }: MicroCells, count: number): PlacedCell[] {
  const reductions = new Set([Math.floor(count / 3), auxiliaryPosition(count)]);
  const cellAt = (index: number): MicroCell => (reductions.has(index) ? reduction : normal);
  const live = liveIndices(cellAt, count);
  let stage = 0;
  return Array.from({ length: count }, (_, index) => {
    if (reductions.has(index)) stage++;
    return {
      index,
      reduction: reductions.has(index),
      afterReduction: reductions.has(index - 1),
      stage,
      cell: cellAt(index),
      live: live.has(index),
    };
  });
}

/** Position of the second reduction, whose output an auxiliary head reads; or if unused, that of the next cell in use. */
export function auxiliaryPosition(count: number): number {
  return Math.floor((2 * count) / 3);
}

/** Position of the cell that stands at an input of the cell `index`; negative: the stem. */
export function sourceOf(index: number, input: number): number {
  return index - CELL_INPUTS + input;
}

function liveIndices(cellAt: (index: number) => MicroCell, count: number): Set<number> {
  const live = new Set([count - 1]);
  for (let index = count - 1; index >= 0; index--) {
    if (!live.has(index)) continue;
    for (const input of readInputs(cellAt(index))) live.add(sourceOf(index, input));
  }
  return live;
}
