import type { PlanOp } from '../plan.ts';
import { type Geometry, ProgramBuilder } from './instruction.ts';
import { blockOf, type Regions, valuesLine } from './regions.ts';
import { isConvolving, kernelOf, type Wiring } from './wiring.ts';

/** What the forward and the backward emitter share: the program under construction and its buffers by tensor. */
export class Lowering {
  readonly builder = new ProgramBuilder();
  readonly wiring: Wiring;
  readonly regions: Regions;
  readonly #values = new Map<number, number>();
  readonly #gradients = new Map<number, number>();
  readonly #filled = new Set<number>();

  constructor(wiring: Wiring, regions: Regions) {
    this.wiring = wiring;
    this.regions = regions;
  }

  /** Buffer of a tensor's values. */
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
  readonly input: number;
  readonly output: number;
  readonly outputGradient: number;
  readonly inputGradient: number;
  readonly accumulate: number;
}

/** `BatchNormArgs` of `cpp/batchNorm.h`. */
export function batchNormWords(lowering: Lowering, index: number, buffers: BatchNormBuffers): number[] {
  const { regions, wiring } = lowering;
  const region = regions.batchNorms.get(index);
  if (!region) throw new RangeError(`op ${index} is no batch normalisation`);
  const { height, width } = wiring.shape(index + 1);
  const gamma = blockOf(regions.layout, index, 'gamma');
  const beta = blockOf(regions.layout, index, 'beta');
  return [
    buffers.input,
    buffers.output,
    buffers.outputGradient,
    buffers.inputGradient,
    buffers.accumulate,
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

/** Packs the weights of every convolution: for the forward pass, and if `backward` for the gradients too. */
export function emitPacking(lowering: Lowering, backward: boolean): void {
  const { builder, wiring, regions } = lowering;
  wiring.plan.ops.forEach((op: PlanOp, index) => {
    const packed = regions.packed.get(index);
    if (!isConvolving(op) || !packed) return;
    const { kernel } = kernelOf(op);
    const { rows, columns, lanes } = blockOf(regions.layout, index, 'weights');
    const weights = lowering.parameter(index, 'weights');
    builder.emit('packForward', [weights, packed.forward, rows, lanes]);
    if (!backward) return;
    let first = 0;
    wiring.sources(op.input).forEach((tensor, source) => {
      const { channels, lanes: sourceLanes } = wiring.gradientGeometry(tensor);
      const target = packed.backward[source] ?? 0;
      const inChannels = wiring.shape(op.input).channels;
      if (wiring.needsGradient(tensor)) {
        const shape = [kernel, inChannels, columns, lanes];
        builder.emit('packBackward', [weights, target, ...shape, first, channels, sourceLanes]);
      }
      first += channels;
    });
  });
}
