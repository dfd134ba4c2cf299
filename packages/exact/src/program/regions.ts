import type { Arena } from './arena.ts';
import type { ParameterBlock, ParameterLayout, ParameterName } from './parameters.ts';
import { isStatistic, padChannels } from './parameters.ts';
import { isConvolving, kernelOf, type Wiring } from './wiring.ts';

/** Lines of the control block (`Control` in `cpp/memory.h`), at the start of the arena. */
const CONTROL_LINES = 4;
/** Images whose gradients are summed before the sums are added up; part of the numerics contract. */
export const CHUNK_IMAGES = 8;

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
  /** Both by index of the op. */
  readonly packed: ReadonlyMap<number, PackedWeights>;
  readonly batchNorms: ReadonlyMap<number, BatchNormRegion>;
  readonly layout: ParameterLayout;
}

/** Must be the first to reserve anything: the control block lies at line 0. */
export function reserveRegions(
  arena: Arena,
  wiring: Wiring,
  layout: ParameterLayout,
  batchSize: number,
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
    packed: new Map(
      plan.ops.flatMap((op, index) => (isConvolving(op) ? [[index, packedWeights(index)]] : [])),
    ),
    batchNorms: new Map(
      plan.ops.flatMap((op, index) => (op.kind === 'batchNormRelu' ? [[index, batchNorm(index)]] : [])),
    ),
  };

  function packedWeights(index: number): PackedWeights {
    const op = plan.ops[index];
    if (!op || !isConvolving(op)) throw new RangeError(`op ${index} has no weights`);
    const taps = kernelOf(op).kernel ** 2;
    const outChannels = shape(index + 1).channels;
    const pad = (channels: number): number => padChannels(channels, vectorLength);
    const backward = wiring
      .sources(op.input)
      .map((tensor) =>
        wiring.needsGradient(tensor) ? arena.floats(taps * outChannels * pad(shape(tensor).channels)) : 0,
      );
    return { forward: arena.floats(taps * shape(op.input).channels * pad(outChannels)), backward };
  }

  function batchNorm(index: number): BatchNormRegion {
    const lanes = padChannels(shape(index + 1).channels, vectorLength);
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
