import { inputsOf, type Plan, type PlanOp, type PlanShape } from '../plan.ts';
import type { Geometry } from './instruction.ts';
import { padChannels } from './parameters.ts';
import { backwardWindow, forwardWindow, haloOf } from './window.ts';
import { tileOverlap, usesWinograd } from './winograd.ts';

/** What the ops of a checked plan demand of its tensors. */
export interface Wiring {
  readonly plan: Plan;
  readonly shapes: readonly PlanShape[];
  /** Floats in a vector of the build. */
  readonly vectorLength: number;
  /** Tensors that a convolution, dense layer or ReLU reads in place of `tensor`: a concatenation's parts, in order. */
  sources(tensor: number): readonly number[];
  /** Whether the tensor exists in memory; a concatenation that only convolutions and ReLUs read does not. */
  isStored(tensor: number): boolean;
  /** Whether anything before the tensor is trained. */
  needsGradient(tensor: number): boolean;
  /** Whether the op is a convolution by Winograd's algorithm. */
  usesWinograd(op: number): boolean;
  /** Whether the classifier depends on the tensor: all but what only the auxiliary head needs. */
  isClassified(tensor: number): boolean;
  /** The number of reads of the tensor, a loss among them: an op that reads it twice counts twice. */
  reads(tensor: number): number;
  /** Layout of a tensor's values or gradients. */
  valueGeometry(tensor: number): Geometry;
  gradientGeometry(tensor: number): Geometry;
  shape(tensor: number): PlanShape;
}

/** Convolutions and dense layers: ops that read channel by channel, so a concatenation's parts serve them as well. */
export type ConvolvingOp = Extract<PlanOp, { kind: 'conv' | 'dense' }>;

export function isConvolving(op: PlanOp): op is ConvolvingOp {
  return op.kind === 'conv' || op.kind === 'dense';
}

/** With or without ReLU. */
export function isBatchNorm(op: PlanOp): op is Extract<PlanOp, { kind: 'batchNorm' | 'batchNormRelu' }> {
  return op.kind === 'batchNorm' || op.kind === 'batchNormRelu';
}

export function kernelOf(op: ConvolvingOp): { kernel: number; padding: number } {
  if (op.kind === 'dense') return { kernel: 1, padding: 0 };
  return { kernel: op.kernel, padding: op.padding === 'same' ? (op.kernel - 1) / 2 : 0 };
}

export function wire(plan: Plan, shapes: readonly PlanShape[], vectorLength: number): Wiring {
  const makerOf = (tensor: number): PlanOp | undefined => plan.ops[tensor - 1];
  const sources = (tensor: number): readonly number[] => {
    const op = makerOf(tensor);
    return op?.kind === 'concat' ? op.inputs.flatMap(sources) : [tensor];
  };
  const needs: boolean[] = [false];
  for (const op of plan.ops) {
    needs.push(
      isConvolving(op) ||
        op.kind === 'generalConv' ||
        isBatchNorm(op) ||
        inputsOf(op).some((tensor) => needs[tensor]),
    );
  }
  const byWinograd = plan.ops.map((op) => {
    const input = op.kind === 'conv' ? shapes[op.input] : undefined;
    return input !== undefined && usesWinograd(op, input);
  });
  const valueTiled = shapes.map(() => false);
  const shape = (tensor: number): PlanShape => {
    const found = shapes[tensor];
    if (!found) throw new RangeError(`there is no tensor ${tensor}`);
    return found;
  };
  const reads = shapes.map(() => 0);
  const losses = [plan.ops.length, ...(plan.auxiliary ? [plan.auxiliary.logits] : [])];
  for (const tensor of [...losses, ...plan.ops.flatMap(inputsOf)]) reads[tensor] = (reads[tensor] ?? 0) + 1;
  const classified = new Set([plan.ops.length]);
  for (const [index, op] of [...plan.ops.entries()].reverse()) {
    if (classified.has(index + 1)) for (const tensor of inputsOf(op)) classified.add(tensor);
  }
  const valueHalo = shapes.map(() => 0);
  const gradientHalo = shapes.map(() => 0);
  const readByVector = new Set<number>();
  plan.ops.forEach((op, index) => {
    if (isConvolving(op)) {
      const { kernel, padding } = kernelOf(op);
      for (const tensor of sources(op.input)) {
        valueHalo[tensor] = Math.max(valueHalo[tensor] ?? 0, padding);
        if (byWinograd[index]) valueTiled[tensor] = true;
        if (needs[tensor]) gradientHalo[index + 1] = kernel - 1 - padding;
      }
    } else if (op.kind === 'relu') {
      const [whole = op.input, ...others] = sources(op.input);
      if (others.length === 0) readByVector.add(whole);
    } else if (op.kind !== 'concat') {
      for (const tensor of inputsOf(op)) readByVector.add(tensor);
    }
    if (op.kind === 'generalConv') {
      const [input, output] = [shape(op.input), shape(index + 1)];
      const halo = haloOf(forwardWindow(op), input, output);
      valueHalo[op.input] = Math.max(valueHalo[op.input] ?? 0, halo);
      if (needs[op.input]) gradientHalo[index + 1] = haloOf(backwardWindow(op), output, input);
    }
  });
  const geometry = (tensor: number, halo: number, padded: boolean, tiled: boolean): Geometry => {
    const { height, width, channels } = shape(tensor);
    return {
      height,
      width,
      channels,
      lanes: padded ? padChannels(channels, vectorLength) : channels,
      halo,
      extraRows: tiled ? tileOverlap(height) : 0,
      extraColumns: tiled ? tileOverlap(width) : 0,
    };
  };
  return {
    plan,
    shapes,
    vectorLength,
    sources,
    isStored: (tensor) => makerOf(tensor)?.kind !== 'concat' || readByVector.has(tensor),
    needsGradient: (tensor) => needs[tensor] ?? false,
    isClassified: (tensor) => classified.has(tensor),
    reads: (tensor) => reads[tensor] ?? 0,
    // An image that only direct convolutions read stays unpadded: its few channels would mostly be padding.
    valueGeometry: (tensor) =>
      geometry(
        tensor,
        valueHalo[tensor] ?? 0,
        tensor !== 0 || readByVector.has(tensor) || (valueTiled[tensor] ?? false),
        valueTiled[tensor] ?? false,
      ),
    gradientGeometry: (tensor) =>
      geometry(tensor, gradientHalo[tensor] ?? 0, true, byWinograd[tensor - 1] ?? false),
    usesWinograd: (op) => byWinograd[op] ?? false,
    shape,
  };
}
