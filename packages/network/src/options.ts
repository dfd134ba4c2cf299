import { NetworkError, type NetworkErrorCode } from './error.ts';
import type { Shape } from './graph.ts';

/** The frame of a macro genome: how many phases it has and how many nodes each phase has. */
export interface MacroFrame {
  /** 1 to 5. */
  readonly phases: number;
  /** Nodes of each phase, 2 to 10. */
  readonly nodes: number;
}

/** Everything besides the genome that determines a network of the macro space. */
export interface MacroOptions extends MacroFrame {
  /** Width of the first active phase, 1 to 256; each further active phase is twice as wide. */
  readonly channels: number;
  /** Height and width 1 to 1024 pixels, channels 1 to 256. */
  readonly image: Shape;
  /** 1 to 100,000. */
  readonly classes: number;
}

// The limits keep every parameter and FLOP count below 2^53, so that sums stay exact integers.
const LIMITS = {
  phases: { min: 1, max: 5 },
  nodes: { min: 2, max: 10 },
  channels: { min: 1, max: 256 },
  imageSide: { min: 1, max: 1024 },
  imageChannels: { min: 1, max: 256 },
  classes: { min: 1, max: 100_000 },
} as const;

/** @throws NetworkError `code` when the value is no integer within the limits. */
export function checkInteger(
  code: NetworkErrorCode,
  what: string,
  value: number,
  limit: { min: number; max: number },
): void {
  if (!Number.isInteger(value) || value < limit.min || value > limit.max)
    throw new NetworkError(
      code,
      `${what} must be an integer from ${limit.min} to ${limit.max}, but is ${value}`,
    );
}

/** @throws NetworkError `phases` or `nodes` when out of range. */
export function checkFrame({ phases, nodes }: MacroFrame): void {
  checkInteger('phases', 'the number of phases', phases, LIMITS.phases);
  checkInteger('nodes', 'the number of nodes per phase', nodes, LIMITS.nodes);
}

/** @throws NetworkError `phases`, `nodes`, `channels`, `image` or `classes` when out of range. */
export function checkOptions(options: MacroOptions): void {
  checkFrame(options);
  checkTask(options, 'the number of channels of the first phase');
}

/** @throws NetworkError `channels`, `image` or `classes` when out of range. */
export function checkTask(
  options: { readonly channels: number; readonly image: Shape; readonly classes: number },
  channelsName: string,
): void {
  checkInteger('channels', channelsName, options.channels, LIMITS.channels);
  checkInteger('image', 'the image height', options.image.height, LIMITS.imageSide);
  checkInteger('image', 'the image width', options.image.width, LIMITS.imageSide);
  checkInteger('image', 'the number of image channels', options.image.channels, LIMITS.imageChannels);
  checkInteger('classes', 'the number of classes', options.classes, LIMITS.classes);
}

/** Bits of one phase: one per pair of nodes and the skip bit. */
export function phaseBitCount(nodes: number): number {
  return (nodes * (nodes - 1)) / 2 + 1;
}

/**
 * Bits of a macro genome: 21 for 3 phases of 4 nodes, 138 for 3 phases of 10 nodes.
 * @throws NetworkError `phases` or `nodes` when out of range.
 */
export function macroGenomeLength(frame: MacroFrame): number {
  checkFrame(frame);
  return frame.phases * phaseBitCount(frame.nodes);
}
