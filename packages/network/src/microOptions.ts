import type { Shape } from './graph.ts';
import { checkInteger, checkTask } from './options.ts';

/** The frame of a micro genome: how large its cells are, and how many of them make a network. */
export interface MicroFrame {
  /** Blocks of each of the two cells, 1 to 5 (default 5, as published). */
  readonly blocks?: number | undefined;
  /** Cells in the network, reduction cells included, 1 to 40. NSGA-Net searches with 11 and trains with 20. */
  readonly cells: number;
}

/** What the published code adds to a network for its final training; neither changes what the network computes. */
export interface FinalTraining {
  /** A second classifier on the output of the second reduction cell. */
  readonly auxiliary: boolean;
  /** Drop path on every operand of a block that is no mere skip connection. */
  readonly dropPath: boolean;
}

/** Everything besides the genome that determines a network of the micro space. */
export interface MicroOptions extends MicroFrame {
  /** Width of the cells before the first reduction, 1 to 256; each reduction doubles it. The stem is three times as wide. */
  readonly channels: number;
  /** Height and width 1 to 1024 pixels, channels 1 to 256. */
  readonly image: Shape;
  /** 1 to 100,000. */
  readonly classes: number;
  /** Default: neither, the network as it is searched. */
  readonly final?: FinalTraining;
}

const DEFAULT_BLOCKS = 5;
const LIMITS = { blocks: { min: 1, max: 5 }, cells: { min: 1, max: 40 } } as const;

/** Blocks of each cell, the default filled in. */
export function blocksOf(frame: MicroFrame): number {
  return frame.blocks ?? DEFAULT_BLOCKS;
}

/** @throws NetworkError `blocks` or `cells` when out of range. */
export function checkMicroFrame(frame: MicroFrame): void {
  checkInteger('blocks', 'the number of blocks per cell', blocksOf(frame), LIMITS.blocks);
  checkInteger('cells', 'the number of cells', frame.cells, LIMITS.cells);
}

/** @throws NetworkError `blocks`, `cells`, `channels`, `image` or `classes` when out of range. */
export function checkMicroOptions(options: MicroOptions): void {
  checkMicroFrame(options);
  checkTask(options, 'the number of channels of the first cell');
}
