import type { Arena } from './arena.ts';
import type { ParameterBlock, ParameterLayout, ParameterName } from './parameters.ts';
import { isStatistic, padChannels } from './parameters.ts';
import { groupIsChunk, planesLines, scratchLines } from './winograd.ts';
import { isConvolving, kernelOf, type Wiring } from './wiring.ts';

/** Lines of the control block (`Control` in `cpp/memory.h`), at the start of the arena. */
const CONTROL_LINES = 4;
/** Images whose gradients are summed before the sums are added up; part of the numerics contract. */
export const CHUNK_IMAGES = 16;

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

/** Memory of which each thread has a piece of its own, `stride` lines apart. */
interface ThreadRegion {
  readonly line: number;
  readonly stride: number;
}

/** What Winograd's algorithm needs: tiles at hand and, by index of the op, sums of products in the transform domain. */
interface WinogradRegions {
  readonly tiles: ThreadRegion;
  readonly sums: ReadonlyMap<number, ThreadRegion>;
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
  /** Both by index of the op. */
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
    packed: new Map(
      plan.ops.flatMap((op, index) => (isConvolving(op) ? [[index, packedWeights(index)]] : [])),
    ),
    batchNorms: new Map(
      plan.ops.flatMap((op, index) => (op.kind === 'batchNormRelu' ? [[index, batchNorm(index)]] : [])),
    ),
    winograd: winogradRegions(),
  };

  function pad(channels: number): number {
    return padChannels(channels, vectorLength);
  }

  function threadRegion(stride: number): ThreadRegion {
    return { line: arena.lines(stride * threads), stride };
  }

  function packedWeights(index: number): PackedWeights {
    const op = plan.ops[index];
    if (!op || !isConvolving(op)) throw new RangeError(`op ${index} has no weights`);
    const taps = kernelOf(op).kernel ** 2;
    const outChannels = shape(index + 1).channels;
    const reserve = (rows: number, columns: number): number =>
      wiring.usesWinograd(index)
        ? arena.lines(planesLines(rows, pad(columns)))
        : arena.floats(taps * rows * pad(columns));
    const backward = wiring
      .sources(op.input)
      .map((tensor) => (wiring.needsGradient(tensor) ? reserve(outChannels, shape(tensor).channels) : 0));
    return { forward: reserve(shape(op.input).channels, outChannels), backward };
  }

  function winogradRegions(): WinogradRegions {
    const layers = plan.ops.flatMap((op, index) =>
      wiring.usesWinograd(index) && op.kind === 'conv'
        ? [{ index, input: op.input, inChannels: shape(op.input).channels, output: shape(index + 1) }]
        : [],
    );
    const tiles = layers.flatMap(({ input, inChannels, output }) => [
      scratchLines(pad(inChannels), pad(output.channels)),
      ...wiring
        .sources(input)
        .map((source) => scratchLines(pad(output.channels), pad(shape(source).channels))),
    ]);
    const sums = new Map<number, ThreadRegion>();
    let shared: ThreadRegion | undefined;
    const sizeOf = ({ inChannels, output }: (typeof layers)[number]): number =>
      planesLines(inChannels, pad(output.channels));
    const [brief, kept] = [true, false].map((isBrief) =>
      layers.filter(({ output }) => groupIsChunk(output, CHUNK_IMAGES) === isBrief),
    );
    for (const layer of kept ?? []) sums.set(layer.index, threadRegion(sizeOf(layer)));
    const largest = Math.max(0, ...(brief ?? []).map(sizeOf));
    for (const layer of brief ?? []) {
      shared ??= threadRegion(largest);
      sums.set(layer.index, shared);
    }
    return { tiles: threadRegion(Math.max(0, ...tiles)), sums };
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
