import type { PlanOp } from '../plan.ts';
import { emitCellOp } from './cellOps.ts';
import { emitGeneralConvolution, emitWindowPacking } from './generalConvolution.ts';
import { batchNormWords, emitConvolve, emitPacking, Lowering } from './lowering.ts';
import { isCheap, valuesFor } from './recompute.ts';
import type { Regions } from './regions.ts';
import { type ConvolvingOp, isBatchNorm, kernelOf, type Wiring } from './wiring.ts';

/** The program that counts hits, with the running statistics. */
export function emitEvaluation(wiring: Wiring, regions: Regions): Lowering {
  const lowering = new Lowering(wiring, regions);
  emitPacking(lowering, false);
  emitWindowPacking(lowering, false);
  wiring.plan.ops.forEach((op, index) => {
    if (!isBatchNorm(op) || !wiring.isClassified(index + 1)) return;
    lowering.builder.emit('useRunningStatistics', batchNormWords(lowering, index));
  });
  emitForward(lowering, false);
  const logits = lowering.value(wiring.plan.ops.length);
  lowering.builder.emit('countHit', [logits, 0, regions.labels, regions.results], [logits]);
  return lowering;
}

/** From the staged image to the logits. In training, batch statistics need a barrier at each batch normalisation. */
export function emitForward(lowering: Lowering, training: boolean): void {
  const { builder, wiring, regions } = lowering;
  const image = lowering.value(0);
  const normalisation = [regions.imageMean, regions.imageInverseDeviation];
  builder.emit('loadImage', [image, regions.staging, ...normalisation], [image]);
  wiring.plan.ops.forEach((op, index) => {
    if (training || wiring.isClassified(index + 1)) emitOp(lowering, op, index, training);
  });
}

function emitOp(lowering: Lowering, op: PlanOp, index: number, training: boolean): void {
  const { builder } = lowering;
  if (training && isBatchNorm(op)) emitStatistics(lowering, op.input, index);
  // Those that read it have it computed.
  if (isCheap(op)) return;
  const output = lowering.value(index + 1);
  switch (op.kind) {
    case 'conv':
      emitConvolution(lowering, op, index, output);
      break;
    case 'dense':
      emitConvolution(lowering, op, index, output);
      builder.emit('addBias', [output, lowering.parameter(index, 'bias')], [output]);
      break;
    case 'generalConv':
      emitGeneralConvolution(lowering, op, index);
      break;
    case 'maxPool':
    case 'globalAveragePool': {
      const input = valuesFor(lowering, op.input);
      const opcode = op.kind === 'maxPool' ? 'maxPool' : 'averagePool';
      builder.emit(opcode, [input, output, 0, 0, 0], [input, output]);
      break;
    }
    case 'add':
    case 'dropPath':
    case 'paddedPool':
    case 'averagePool':
      emitCellOp(lowering, op, index, training);
      break;
  }
}

function emitStatistics(lowering: Lowering, inputTensor: number, index: number): void {
  const input = valuesFor(lowering, inputTensor);
  const words = batchNormWords(lowering, index, { input });
  lowering.builder.emit('imageStatistics', words, [input]);
  lowering.builder.emit('batchStatistics', words);
}

function emitConvolution(lowering: Lowering, op: ConvolvingOp, index: number, output: number): void {
  const sources = lowering.wiring.sources(op.input).map((tensor) => valuesFor(lowering, tensor));
  const weights = lowering.regions.packed.get(index)?.forward ?? 0;
  emitConvolve(lowering, index, { target: output, sources, weights, accumulate: 0, ...kernelOf(op) });
}
