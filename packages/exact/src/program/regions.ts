import type { PlanOp } from '../plan.ts';
import type { Arena } from './arena.ts';
import { CHUNK_IMAGES } from './chunk.ts';
import type { ParameterBlock, ParameterLayout, ParameterName } from './parameters.ts';
import { isStatistic, padChannels } from './parameters.ts';
import { isDepthwise } from './window.ts';
import { planesLines } from './winograd.ts';
import { reserveWinograd, type WinogradRegions } from './winogradRegions.ts';
import { isBatchNorm, isConvolving, kernelOf, type Wiring } from './wiring.ts';

/** Lines of the control block (`Control` in `cpp/memory.h`), at the start of the arena. */
const CONTROL_LINES = 4;

/** Per-channel arrays of a batch normalisation, as first lines. */
interface BatchNormRegion {
  readonly scale: number;
  readonly shift: number;
  readonly mean: number;
  readonly inverseDeviation: number;
  readonly meanGradient: number;
  readonly meanProduct: number;
  readonly sums: number;
}

/** Packed weights of a convolution: for the forward pass, and per source for that source's gradient. */
interface PackedWeights {
  readonly forward: number;
  readonly backward: readonly number[];
}

/** Where everything lies that is neither a program nor a tensor; all in lines. */
export interface Regions {
  readonly parameters: number;
  readonly momentum: number;
  readonly gradients: number;
  readonly chunkSums: number;
  readonly statistics: number;
  readonly staging: number;
  readonly imageMean: number;
  readonly imageInverseDeviation: number;
  readonly labels: number;
  readonly results: number;
  /** `StepOptions` of `cpp/stepOptions.h`. */
  readonly stepOptions: number;
  /** Of the gradient, for clipping: a double for each row of the trainable blocks in canonical order. */
  readonly squares: number;
  /** Losses of the auxiliary head, which nobody reads. */
  readonly auxiliaryResults: number;
  /** Factors of drop path, one for each image; this and the next two by index of the op. */
  readonly dropPaths: ReadonlyMap<number, number>;
  readonly packed: ReadonlyMap<number, PackedWeights>;
  readonly batchNorms: ReadonlyMap<number, BatchNormRegion>;
  readonly winograd: WinogradRegions;
  readonly layout: ParameterLayout;
}

/** Must be the first to reserve anything: the control block lies at line 0. */
export function reserveRegions(
  arena: Arena,
  wiring: Wiring,
  layout: ParameterLayout,
  batchSize: number,
  threads: number,
  vectorLength: number,
): Regions {
  arena.lines(CONTROL_LINES);
  const { plan, shape } = wiring;
  const image = shape(0);
  const pixels = image.height * image.width * image.channels;
  return {
    layout,
    parameters: arena.lines(layout.trainableLines),
    momentum: arena.lines(layout.trainableLines),
    gradients: arena.lines(layout.trainableLines),
    chunkSums: arena.lines(layout.chunkedLines * Math.ceil(batchSize / CHUNK_IMAGES)),
    statistics: arena.lines(layout.statisticLines),
    staging: arena.floats(batchSize * pixels),
    imageMean: arena.floats(image.channels),
    imageInverseDeviation: arena.floats(image.channels),
    // Two labels of 16 bits fit into a float, a loss in double precision takes two.
    labels: arena.floats(Math.ceil(batchSize / 2)),
    results: arena.floats(2 * batchSize),
    stepOptions: arena.lines(1),
    squares: arena.floats(2 * trainableRows(layout)),
    auxiliaryResults: plan.auxiliary ? arena.floats(2 * batchSize) : 0,
    dropPaths: byOp((op) => (op.kind === 'dropPath' ? arena.floats(batchSize) : undefined)),
    packed: byOp(packedWeights),
    batchNorms: byOp((op, index) => (isBatchNorm(op) ? batchNorm(index) : undefined)),
    winograd: reserveWinograd(arena, wiring, threads, pad),
  };

  function pad(channels: number): number {
    return padChannels(channels, vectorLength);
  }

  /** What `reserve` returns for each op that it wants something for. */
  function byOp<T>(reserve: (op: PlanOp, index: number) => T | undefined): ReadonlyMap<number, T> {
    const entries = plan.ops.map((op, index) => [index, reserve(op, index)] as const);
    return new Map(entries.flatMap(([index, made]) => (made === undefined ? [] : [[index, made]])));
  }

  /** Kernel elements and tensors read of an op with packed weights. */
  function readerOf(op: PlanOp): { taps: number; sources: readonly number[] } | undefined {
    if (isConvolving(op)) return { taps: kernelOf(op).kernel ** 2, sources: wiring.sources(op.input) };
    if (op.kind !== 'generalConv' || isDepthwise(op)) return undefined;
    return { taps: op.kernelHeight * op.kernelWidth, sources: [op.input] };
  }

  function packedWeights(op: PlanOp, index: number): PackedWeights | undefined {
    const reader = readerOf(op);
    if (!reader) return undefined;
    const { taps, sources } = reader;
    const outChannels = shape(index + 1).channels;
    const reserve = (rows: number, columns: number): number =>
      wiring.usesWinograd(index)
        ? arena.lines(planesLines(rows, pad(columns)))
        : arena.floats(taps * rows * pad(columns));
    const backward = sources.map((tensor) =>
      wiring.needsGradient(tensor) ? reserve(outChannels, shape(tensor).channels) : 0,
    );
    const inChannels = sources.reduce((sum, tensor) => sum + shape(tensor).channels, 0);
    return { forward: reserve(inChannels, outChannels), backward };
  }

  function batchNorm(index: number): BatchNormRegion {
    const lanes = pad(shape(index + 1).channels);
    const array = (): number => arena.floats(lanes);
    return {
      scale: array(),
      shift: array(),
      mean: array(),
      inverseDeviation: array(),
      meanGradient: array(),
      meanProduct: array(),
      sums: arena.floats(2 * lanes * batchSize),
    };
  }
}

/** Rows of all trainable blocks. */
export function trainableRows({ blocks }: ParameterLayout): number {
  return blocks.reduce((sum, block) => (isStatistic(block) ? sum : sum + block.rows), 0);
}

/** The block `name` of op `op`. */
export function blockOf(layout: ParameterLayout, op: number, name: ParameterName): ParameterBlock {
  const block = layout.blocks.find((candidate) => candidate.op === op && candidate.name === name);
  if (!block) throw new RangeError(`op ${op} has no ${name}`);
  return block;
}

/** First line of a block's values. */
export function valuesLine(regions: Regions, block: ParameterBlock): number {
  return (isStatistic(block) ? regions.statistics : regions.parameters) + block.line;
}
