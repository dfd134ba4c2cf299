import type { PlanOp, PlanShape } from '../plan.ts';
import { linesOf } from './arena.ts';
import { CHUNK_IMAGES } from './chunk.ts';

/** As in `cpp/winogradTransforms.h` and `cpp/winograd.h`. */
const TILE = 4;
const PLANES = 36;
const PLANE_GAP = 16;

/** Fewest channels and pixels for which the transforms pay. */
const MIN_CHANNELS = 8;
const MIN_SIDE = 3;

/** Bytes of transformed tiles that a thread holds at once: they should stay in its own cache. */
const SCRATCH_BYTES = 400_000;
/** A thread works on at least so many pixels at once, if its chunk has them. */
const GROUP_PIXELS = 1024;

/**
 * Whether a convolution runs by Winograd's algorithm: part of the numerics contract, and so a function of nothing but
 * the layer's shape.
 */
export function usesWinograd(op: PlanOp, input: PlanShape): boolean {
  return (
    op.kind === 'conv' &&
    op.kernel === 3 &&
    op.padding === 'same' &&
    Math.min(input.channels, op.outChannels) >= MIN_CHANNELS &&
    Math.min(input.height, input.width) >= MIN_SIDE
  );
}

/** Pixels by which the tiles overlap the end of a side. */
export function tileOverlap(side: number): number {
  return Math.ceil(side / TILE) * TILE - side;
}

/** Images that are best taken through a layer together: small ones would not fill the kernels. */
export function imagesOfGroup({ height, width }: Pick<PlanShape, 'height' | 'width'>): number {
  return Math.min(CHUNK_IMAGES, Math.ceil(GROUP_PIXELS / (height * width)));
}

/** Whether one group always is a whole chunk, so that nothing must be kept from group to group. */
export function groupIsChunk(shape: PlanShape): boolean {
  return imagesOfGroup(shape) === CHUNK_IMAGES;
}

/** Lines of weights, or of sums of products, in the transform domain. */
export function planesLines(rows: number, lanes: number): number {
  return linesOf(PLANES * (rows * lanes + PLANE_GAP));
}

/** Tiles in the scratch memory at once. */
export function blockTiles(inLanes: number, outLanes: number): number {
  const fitting = SCRATCH_BYTES / (PLANES * 4 * (inLanes + outLanes));
  return Math.min(192, Math.max(8, Math.floor(fitting / 8) * 8));
}

/** Scratch memory of a thread, in lines. */
export function scratchLines(inLanes: number, outLanes: number): number {
  const tiles = blockTiles(inLanes, outLanes);
  return linesOf(PLANES * (tiles * (inLanes + outLanes) + 2 * PLANE_GAP));
}
