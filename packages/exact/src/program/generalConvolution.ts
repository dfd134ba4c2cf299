import type { GeneralConvOp } from '../plan.ts';
import type { Lowering } from './lowering.ts';
import { valuesFor } from './recompute.ts';
import { blockOf } from './regions.ts';
import { backwardWindow, forwardWindow, isDepthwise, type Window, type WindowTap } from './window.ts';

/** As `emitPacking`, for general convolutions. The depthwise kernels read weights as they are stored. */
export function emitWindowPacking(lowering: Lowering, backward: boolean): void {
  const { builder, wiring, regions } = lowering;
  wiring.plan.ops.forEach((op, index) => {
    const packed = regions.packed.get(index);
    if (op.kind !== 'generalConv' || !packed || !(backward || wiring.isClassified(index + 1))) return;
    const { rows, columns, lanes } = blockOf(regions.layout, index, 'weights');
    const weights = lowering.parameter(index, 'weights');
    builder.emit('packForward', [weights, packed.forward, rows, lanes]);
    const [target] = packed.backward;
    if (!backward || !target) return;
    const source = wiring.gradientGeometry(op.input);
    const places = backwardWindow(op).phases.flatMap(({ taps }) => taps.map(({ place }) => place));
    const shape = [source.channels, columns, lanes, source.lanes];
    builder.emit('packWindow', [weights, target, ...shape, places.length, ...places]);
  });
}

export function emitGeneralConvolution(lowering: Lowering, op: GeneralConvOp, index: number): void {
  const packed = lowering.regions.packed.get(index)?.forward;
  emitWindow(lowering, op, forwardWindow(op), {
    source: valuesFor(lowering, op.input),
    target: lowering.value(index + 1),
    accumulate: 0,
    weights: packed ?? lowering.parameter(index, 'weights'),
  });
}

/** By the weights, then by the input if wanted. */
export function emitGeneralConvolutionGradient(lowering: Lowering, op: GeneralConvOp, index: number): void {
  const { builder, wiring, regions } = lowering;
  const gradient = lowering.gradient(index + 1);
  const source = valuesFor(lowering, op.input);
  const sums = regions.chunkSums + blockOf(regions.layout, index, 'weights').line;
  const taps = forwardWindow(op).phases.flatMap((phase) => phase.taps);
  const steps = [op.strideRows, op.strideColumns];
  const words = [gradient, source, sums, regions.layout.chunkedLines, ...steps, ...encodeTaps(taps)];
  const opcode = isDepthwise(op) ? 'depthwiseGradient' : 'windowGradient';
  builder.emit(opcode, words, [gradient, source]);
  if (!wiring.needsGradient(op.input)) return;
  const packed = regions.packed.get(index)?.backward[0];
  emitWindow(lowering, op, backwardWindow(op), {
    source: gradient,
    target: lowering.gradient(op.input),
    accumulate: lowering.accumulate(op.input),
    weights: packed ?? lowering.parameter(index, 'weights'),
  });
}

interface WindowUse {
  readonly source: number;
  readonly target: number;
  readonly accumulate: number;
  /** First line. */
  readonly weights: number;
}

/** `WindowArgs` of `cpp/window.h`. */
function emitWindow(lowering: Lowering, op: GeneralConvOp, window: Window, use: WindowUse): void {
  const { source, target, accumulate, weights } = use;
  const phases = window.phases.flatMap(({ row, column, taps }) => [row, column, ...encodeTaps(taps)]);
  const steps = [...window.sourceStep, ...window.targetStep];
  const words = [target, source, accumulate, weights, ...steps, window.phases.length, ...phases];
  lowering.builder.emit(isDepthwise(op) ? 'depthwise' : 'convolveWindow', words, [target, source]);
}

function encodeTaps(taps: readonly WindowTap[]): number[] {
  return [taps.length, ...taps.flatMap(({ row, column, place }) => [row, column, place])];
}
