import type { BatchNormOp, BatchNormReluOp, GlobalAveragePoolOp, MaxPoolOp, PlanOp } from '../plan.ts';
import { emitCellOpGradient } from './cellOps.ts';
import { emitForward } from './forward.ts';
import { emitGeneralConvolutionGradient, emitWindowPacking } from './generalConvolution.ts';
import { floatBits } from './instruction.ts';
import { batchNormWords, emitConvolve, emitPacking, Lowering, winogradShape } from './lowering.ts';
import { isStatistic } from './parameters.ts';
import { valuesFor } from './recompute.ts';
import { blockOf, type Regions, trainableRows } from './regions.ts';
import { type ConvolvingOp, kernelOf, type Wiring } from './wiring.ts';

/** The program of one training step: forward, loss, gradients, update. */
export function emitTraining(wiring: Wiring, regions: Regions): Lowering {
  const lowering = new Lowering(wiring, regions);
  const { builder } = lowering;
  const { chunkedLines, trainableLines } = regions.layout;
  emitPacking(lowering, true);
  emitWindowPacking(lowering, true);
  builder.emit('clearChunkSums', [regions.chunkSums, chunkedLines]);
  emitForward(lowering, true);
  const classifier = wiring.plan.ops.length;
  emitLoss(lowering, classifier, regions.results, 1);
  const { auxiliary } = wiring.plan;
  if (auxiliary) emitLoss(lowering, auxiliary.logits, regions.auxiliaryResults, auxiliary.weight);
  for (let index = classifier - 1; index >= 0; index--) {
    const op = wiring.plan.ops[index];
    if (op && wiring.isStored(index + 1) && wiring.needsGradient(index + 1))
      emitGradient(lowering, op, index);
  }
  emitGradientSquares(lowering);
  builder.barrier();
  const arrays = [regions.parameters, regions.momentum, regions.gradients, regions.chunkSums];
  const clipping = [regions.stepOptions, regions.squares, trainableRows(regions.layout)];
  builder.emit('updateParameters', [...arrays, chunkedLines, trainableLines, ...clipping]);
  return lowering;
}

/** `GradientSquaresArgs` of `cpp/optimizer.h` for every trainable block: what clipping needs before the update. */
function emitGradientSquares({ builder, regions }: Lowering): void {
  const { blocks, chunkedLines } = regions.layout;
  builder.barrier();
  let firstRow = 0;
  for (const block of blocks) {
    if (isStatistic(block)) continue;
    const { line, rows, columns, lanes } = block;
    const chunked = line < chunkedLines;
    const sums = chunked ? [regions.chunkSums + line, chunkedLines] : [0, 0];
    const shape = [rows, columns, lanes, regions.squares, firstRow];
    builder.emit('sumGradientSquares', [regions.stepOptions, regions.gradients + line, ...sums, ...shape]);
    firstRow += rows;
  }
}

/** `LossArgs` of `cpp/loss.h`: a classifier's losses, and the gradient by its output. */
function emitLoss(lowering: Lowering, classifier: number, results: number, weight: number): void {
  const { builder, regions } = lowering;
  const logits = lowering.value(classifier);
  const gradient = lowering.gradient(classifier);
  lowering.accumulate(classifier);
  const words = [logits, gradient, regions.labels, results, regions.stepOptions, floatBits(weight)];
  builder.emit('crossEntropy', words, [logits, gradient]);
}

/** From the gradient by an op's output to those by its parameters and inputs. */
function emitGradient(lowering: Lowering, op: PlanOp, index: number): void {
  const { builder, regions } = lowering;
  switch (op.kind) {
    case 'conv':
      emitConvolutionGradient(lowering, op, index);
      break;
    case 'dense': {
      const gradient = lowering.gradient(index + 1);
      const sums = regions.chunkSums + blockOf(regions.layout, index, 'bias').line;
      builder.emit('biasGradient', [gradient, sums, regions.layout.chunkedLines], [gradient]);
      emitConvolutionGradient(lowering, op, index);
      break;
    }
    case 'generalConv':
      emitGeneralConvolutionGradient(lowering, op, index);
      break;
    case 'batchNorm':
    case 'batchNormRelu':
      emitBatchNormGradient(lowering, op, index);
      break;
    case 'maxPool':
    case 'globalAveragePool':
      emitPoolGradient(lowering, op, index);
      break;
    case 'concat':
      emitConcatGradient(lowering, index);
      break;
    case 'relu':
    case 'add':
    case 'dropPath':
    case 'paddedPool':
    case 'averagePool':
      emitCellOpGradient(lowering, op, index);
      break;
  }
}

/** `PoolArgs` of `cpp/pooling.h`. */
function emitPoolGradient(lowering: Lowering, op: MaxPoolOp | GlobalAveragePoolOp, index: number): void {
  const { builder } = lowering;
  const from = lowering.gradient(index + 1);
  const to = lowering.gradient(op.input);
  const accumulate = lowering.accumulate(op.input);
  if (op.kind === 'globalAveragePool') {
    builder.emit('averagePoolGradient', [0, 0, from, to, accumulate], [from, to]);
    return;
  }
  const input = valuesFor(lowering, op.input);
  const output = lowering.value(index + 1);
  builder.emit('maxPoolGradient', [input, output, from, to, accumulate], [input, output, from, to]);
}

/** The gradient by the weights, then a convolution with the turned kernel for each source that wants a gradient. */
function emitConvolutionGradient(lowering: Lowering, op: ConvolvingOp, index: number): void {
  const { wiring, regions } = lowering;
  const { kernel, padding } = kernelOf(op);
  const gradient = lowering.gradient(index + 1);
  const tensors = wiring.sources(op.input);
  emitWeightGradient(lowering, op, index);
  tensors.forEach((tensor, source) => {
    if (!wiring.needsGradient(tensor)) return;
    const target = lowering.gradient(tensor);
    const weights = regions.packed.get(index)?.backward[source] ?? 0;
    const accumulate = lowering.accumulate(tensor);
    const turned = {
      target,
      sources: [gradient],
      weights,
      accumulate,
      kernel,
      padding: kernel - 1 - padding,
    };
    emitConvolve(lowering, index, turned);
  });
}

/** `WeightGradientArgs` of `cpp/weightGradient.h` or `WinogradWeightGradientArgs` of `cpp/winograd.h`. */
function emitWeightGradient(lowering: Lowering, op: ConvolvingOp, index: number): void {
  const { builder, wiring, regions } = lowering;
  const { kernel, padding } = kernelOf(op);
  const gradient = lowering.gradient(index + 1);
  const sources = wiring.sources(op.input).map((tensor) => valuesFor(lowering, tensor));
  const sums = [
    regions.chunkSums + blockOf(regions.layout, index, 'weights').line,
    regions.layout.chunkedLines,
  ];
  const used = [gradient, ...sources];
  const planes = regions.winograd.sums.get(index);
  if (!planes) {
    const words = [gradient, kernel, padding, ...sums, sources.length, ...sources];
    builder.emit('weightGradient', words, used);
    return;
  }
  const { words: shape, group } = winogradShape(lowering, sources, gradient);
  const { channels } = wiring.shape(op.input);
  const words = [
    ...shape,
    gradient,
    ...sums,
    planes.line,
    planes.stride,
    channels,
    sources.length,
    ...sources,
  ];
  builder.emit('winogradWeightGradient', words, used, group);
}

function emitBatchNormGradient(
  lowering: Lowering,
  { kind, input: inputTensor }: BatchNormOp | BatchNormReluOp,
  index: number,
): void {
  const { builder, wiring } = lowering;
  const hasRelu = kind === 'batchNormRelu';
  const input = valuesFor(lowering, inputTensor);
  const outputGradient = lowering.gradient(index + 1);
  const wanted = wiring.needsGradient(inputTensor);
  const inputGradient = wanted ? lowering.gradient(inputTensor) : 0;
  const accumulate = wanted ? lowering.accumulate(inputTensor) : 0;
  const buffers = { input, outputGradient, inputGradient, accumulate };
  const words = batchNormWords(lowering, index, buffers);
  const sums = hasRelu ? 'imageGradientSums' : 'imageLinearGradientSums';
  builder.emit(sums, words, [input, outputGradient]);
  builder.emit('batchGradientSums', words);
  if (!wanted) return;
  const again = { ...buffers, input: valuesFor(lowering, inputTensor) };
  const opcode = hasRelu ? 'normaliseReluGradient' : 'normaliseGradient';
  builder.emit(opcode, batchNormWords(lowering, index, again), [again.input, outputGradient, inputGradient]);
}

function emitConcatGradient(lowering: Lowering, index: number): void {
  const from = lowering.gradient(index + 1);
  let first = 0;
  for (const tensor of lowering.wiring.sources(index + 1)) {
    const { channels } = lowering.wiring.shape(tensor);
    if (lowering.wiring.needsGradient(tensor)) {
      const to = lowering.gradient(tensor);
      const words = [from, to, first, 0, channels, lowering.accumulate(tensor)];
      lowering.builder.emit('copyChannels', words, [from, to]);
    }
    first += channels;
  }
}
