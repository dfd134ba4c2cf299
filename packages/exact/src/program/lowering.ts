import type { PlanOp } from '../plan.ts';
import { type Geometry, ProgramBuilder } from './instruction.ts';
import { padChannels } from './parameters.ts';
import { blockOf, type Regions, valuesLine } from './regions.ts';
import { blockTiles, imagesOfGroup } from './winograd.ts';
import { isConvolving, kernelOf, type Wiring } from './wiring.ts';

/** What the forward and the backward emitter share: the program under construction and its buffers by tensor. */
export class Lowering {
  readonly builder = new ProgramBuilder();
  readonly wiring: Wiring;
  readonly regions: Regions;
  readonly #values = new Map<number, number>();
  readonly #gradients = new Map<number, number>();
  readonly #filled = new Set<number>();
  readonly #made = new Map<number, { section: number; buffer: number }>();

  constructor(wiring: Wiring, regions: Regions) {
    this.wiring = wiring;
    this.regions = regions;
  }

  /** Buffer of a tensor's values, which an instruction fills; to read them, see `valuesFor`. */
  value(tensor: number): number {
    return this.#bufferOf(this.#values, tensor, (id) => this.wiring.valueGeometry(id));
  }

  /** Buffer of the gradient by a tensor. */
  gradient(tensor: number): number {
    return this.#bufferOf(this.#gradients, tensor, (id) => this.wiring.gradientGeometry(id));
  }

  /** 0 for the first contribution to a tensor's gradient, which replaces what is there; 1 for those to be added. */
  accumulate(tensor: number): 0 | 1 {
    if (this.#filled.has(tensor)) return 1;
    this.#filled.add(tensor);
    return 0;
  }

  /** Makes the gradient by `tensor` the same buffer as that by `other`, which nobody adds to any more. */
  shareGradient(tensor: number, other: number): void {
    this.#gradients.set(tensor, this.gradient(other));
    this.#filled.add(tensor);
  }

  /** Notes that the instruction just emitted has put the tensor's values into `buffer`. */
  noteMade(tensor: number, buffer: number): void {
    this.#made.set(tensor, { section: this.builder.imageSection, buffer });
  }

  /** The buffer, if any, that the section under construction has put the tensor's values into. */
  madeHere(tensor: number): number | undefined {
    const made = this.#made.get(tensor);
    return made?.section === this.builder.imageSection ? made.buffer : undefined;
  }

  /** First line of the values of a parameter. */
  parameter(op: number, name: Parameters<typeof blockOf>[2]): number {
    return valuesLine(this.regions, blockOf(this.regions.layout, op, name));
  }

  #bufferOf(buffers: Map<number, number>, tensor: number, geometry: (tensor: number) => Geometry): number {
    const known = buffers.get(tensor);
    if (known !== undefined) return known;
    const id = this.builder.buffer(geometry(tensor));
    buffers.set(tensor, id);
    return id;
  }
}

/** Buffers of a batch normalisation that the program at hand uses; 0 stands for those that it does not. */
export interface BatchNormBuffers {
  readonly input?: number;
  readonly output?: number;
  readonly outputGradient?: number;
  readonly inputGradient?: number;
  readonly accumulate?: number;
}

/** `BatchNormArgs` of `cpp/batchNorm.h`. */
export function batchNormWords(lowering: Lowering, index: number, buffers: BatchNormBuffers = {}): number[] {
  const { regions, wiring } = lowering;
  const { input = 0, output = 0, outputGradient = 0, inputGradient = 0, accumulate = 0 } = buffers;
  const region = regions.batchNorms.get(index);
  if (!region) throw new RangeError(`op ${index} is no batch normalisation`);
  const { height, width } = wiring.shape(index + 1);
  const gamma = blockOf(regions.layout, index, 'gamma');
  const beta = blockOf(regions.layout, index, 'beta');
  return [
    input,
    output,
    outputGradient,
    inputGradient,
    accumulate,
    gamma.lanes,
    height * width,
    regions.parameters + gamma.line,
    regions.parameters + beta.line,
    lowering.parameter(index, 'runningMean'),
    lowering.parameter(index, 'runningVariance'),
    region.scale,
    region.shift,
    region.mean,
    region.inverseDeviation,
    region.meanGradient,
    region.meanProduct,
    regions.gradients + gamma.line,
    regions.gradients + beta.line,
    region.sums,
  ];
}

/** A convolution of buffers into a buffer, as the layer `index` does it. */
interface Convolution {
  readonly target: number;
  readonly sources: readonly number[];
  /** Line of the packed weights. */
  readonly weights: number;
  readonly accumulate: 0 | 1;
  readonly kernel: number;
  readonly padding: number;
}

/** `ConvolveArgs` of `cpp/convolution.h` or `WinogradConvolveArgs` of `cpp/winograd.h`. */
export function emitConvolve(lowering: Lowering, index: number, convolution: Convolution): void {
  const { builder, wiring } = lowering;
  const { target, sources, weights, accumulate, kernel, padding } = convolution;
  const used = [target, ...sources];
  if (!wiring.usesWinograd(index)) {
    const words = [target, kernel, padding, accumulate, weights, sources.length, ...sources];
    builder.emit('convolve', words, used);
    return;
  }
  const { words: shape, inChannels, group } = winogradShape(lowering, sources, target);
  const words = [...shape, target, accumulate, weights, inChannels, sources.length, ...sources];
  builder.emit('winogradConvolve', words, used, group);
}

/** `WinogradShape` of `cpp/winograd.h`, and how many images to take at once. */
export function winogradShape(
  { builder, regions, wiring }: Lowering,
  sources: readonly number[],
  output: number,
): { words: number[]; inChannels: number; group: number } {
  const geometryOf = (buffer: number): Geometry => {
    const geometry = builder.buffers[buffer];
    if (!geometry) throw new RangeError(`there is no buffer ${buffer}`);
    return geometry;
  };
  const { height, width, lanes } = geometryOf(output);
  const inChannels = sources.reduce((sum, source) => sum + geometryOf(source).channels, 0);
  const inLanes = padChannels(inChannels, wiring.vectorLength);
  const { tiles } = regions.winograd;
  const words = [height, width, inLanes, lanes, blockTiles(inLanes, lanes), tiles.line, tiles.stride];
  return { words, inChannels, group: imagesOfGroup({ height, width }) };
}

/** Packs the weights of every convolution: for the forward pass, and if `backward` for the gradients too. */
export function emitPacking(lowering: Lowering, backward: boolean): void {
  const { builder, wiring, regions } = lowering;
  wiring.plan.ops.forEach((op: PlanOp, index) => {
    if (!backward && !wiring.isClassified(index + 1)) return;
    const packed = regions.packed.get(index);
    if (!isConvolving(op) || !packed) return;
    const { kernel } = kernelOf(op);
    const { rows, columns, lanes } = blockOf(regions.layout, index, 'weights');
    const weights = lowering.parameter(index, 'weights');
    const byWinograd = wiring.usesWinograd(index);
    if (byWinograd) {
      builder.emit('packWinogradForward', [weights, packed.forward, rows / kernel ** 2, lanes]);
    } else {
      builder.emit('packForward', [weights, packed.forward, rows, lanes]);
    }
    if (!backward) return;
    let first = 0;
    wiring.sources(op.input).forEach((tensor, source) => {
      const { channels, lanes: sourceLanes } = wiring.gradientGeometry(tensor);
      const target = packed.backward[source] ?? 0;
      const inChannels = wiring.shape(op.input).channels;
      if (wiring.needsGradient(tensor)) {
        const shape = [kernel, inChannels, columns, lanes];
        const opcode = byWinograd ? 'packWinogradBackward' : 'packBackward';
        builder.emit(opcode, [weights, target, ...shape, first, channels, sourceLanes]);
      }
      first += channels;
    });
  });
}
