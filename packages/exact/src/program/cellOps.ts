import type { AddOp, AveragePoolOp, DropPathOp, PaddedPoolOp, ReluOp } from '../plan.ts';
import type { Opcode } from './instruction.ts';
import type { Lowering } from './lowering.ts';
import { valuesFor } from './recompute.ts';

type PooledOp = PaddedPoolOp | AveragePoolOp;
/** Ops of the micro space's cells that have no parameters. ReLU's forward pass is in `recompute.ts`. */
type CellOp = AddOp | DropPathOp | PooledOp;

/** `PointwiseArgs` of `cpp/pointwise.h`, or `WindowPoolArgs` of `cpp/windowPool.h`. */
export function emitCellOp(lowering: Lowering, op: CellOp, index: number, training: boolean): void {
  const { builder, regions } = lowering;
  const output = lowering.value(index + 1);
  switch (op.kind) {
    case 'add': {
      const [left, right] = [valuesFor(lowering, op.inputs[0]), valuesFor(lowering, op.inputs[1])];
      builder.emit('addMaps', [left, output, 0, right, 0], [left, output, right]);
      break;
    }
    case 'dropPath': {
      const input = valuesFor(lowering, op.input);
      const factors = regions.dropPaths.get(index) ?? 0;
      builder.emit(training ? 'scaleMap' : 'copyMap', [input, output, 0, 0, factors], [input, output]);
      break;
    }
    case 'paddedPool':
    case 'averagePool': {
      const input = valuesFor(lowering, op.input);
      const words = [input, output, 0, 0, 0, ...frameOf(op)];
      builder.emit(isMaximum(op) ? 'windowMaximum' : 'windowAverage', words, [input, output]);
      break;
    }
  }
}

/** From the gradient by an op's output to those by its inputs. */
export function emitCellOpGradient(lowering: Lowering, op: CellOp | ReluOp, index: number): void {
  switch (op.kind) {
    case 'add':
      emitAddGradient(lowering, op, index);
      break;
    case 'relu':
      emitReluGradient(lowering, op, index);
      break;
    case 'dropPath':
      emitPointwise(lowering, 'scaleMap', index + 1, op.input, {
        factors: lowering.regions.dropPaths.get(index) ?? 0,
      });
      break;
    case 'paddedPool':
    case 'averagePool':
      emitPoolGradient(lowering, op, index);
      break;
  }
}

/** Of a concatenation: straight to its parts. */
function emitReluGradient(lowering: Lowering, op: ReluOp, index: number): void {
  const { wiring, builder } = lowering;
  const output = valuesFor(lowering, index + 1);
  const [input = op.input, ...others] = wiring.sources(op.input);
  if (others.length === 0) {
    emitPointwise(lowering, 'reluGradient', index + 1, input, { output });
    return;
  }
  const from = lowering.gradient(index + 1);
  let first = 0;
  for (const part of [input, ...others]) {
    const { channels } = wiring.shape(part);
    if (wiring.needsGradient(part)) {
      const to = lowering.gradient(part);
      const words = [from, to, lowering.accumulate(part), output, first, channels];
      builder.emit('reluChannelsGradient', words, [from, to, output]);
    }
    first += channels;
  }
}

/** Gradients by tensors that nothing else reads are the sum's own. */
function emitAddGradient(lowering: Lowering, op: AddOp, index: number): void {
  const { wiring } = lowering;
  for (const input of op.inputs) {
    if (!wiring.needsGradient(input)) continue;
    const alike = wiring.gradientGeometry(input).halo === wiring.gradientGeometry(index + 1).halo;
    if (alike && wiring.reads(input) === 1) lowering.shareGradient(input, index + 1);
    else emitPointwise(lowering, 'copyMap', index + 1, input, {});
  }
}

function emitPointwise(
  lowering: Lowering,
  opcode: Opcode,
  output: number,
  input: number,
  { output: other, factors = 0 }: { output?: number; factors?: number },
): void {
  const from = lowering.gradient(output);
  const to = lowering.gradient(input);
  const words = [from, to, lowering.accumulate(input), other ?? 0, factors];
  lowering.builder.emit(opcode, words, other === undefined ? [from, to] : [from, to, other]);
}

function emitPoolGradient(lowering: Lowering, op: PooledOp, index: number): void {
  const from = lowering.gradient(index + 1);
  const to = lowering.gradient(op.input);
  const accumulate = lowering.accumulate(op.input);
  if (!isMaximum(op)) {
    lowering.builder.emit('windowAverageGradient', [0, 0, from, to, accumulate, ...frameOf(op)], [from, to]);
    return;
  }
  const input = valuesFor(lowering, op.input);
  const words = [input, 0, from, to, accumulate, ...frameOf(op)];
  lowering.builder.emit('windowMaximumGradient', words, [input, from, to]);
}

function isMaximum(op: PooledOp): boolean {
  return op.kind === 'paddedPool' && op.method === 'max';
}

/** Kernel, stride, and where the first window starts. */
function frameOf(op: PooledOp): number[] {
  return op.kind === 'paddedPool' ? [3, op.stride, -1] : [op.kernel, op.stride, 0];
}
