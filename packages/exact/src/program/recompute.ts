import type { BatchNormOp, BatchNormReluOp, ConcatOp, PlanOp, ReluOp } from '../plan.ts';
import { batchNormWords, type Lowering } from './lowering.ts';
import { isBatchNorm, type Wiring } from './wiring.ts';

/**
 * Ops whose output never exists for the whole batch: each section that reads it computes it again. That takes less time
 * than fetching it from memory.
 */
type CheapOp = BatchNormOp | BatchNormReluOp | ReluOp | ConcatOp;

export function isCheap(op: PlanOp): op is CheapOp {
  return isBatchNorm(op) || op.kind === 'relu' || op.kind === 'concat';
}

/** Buffer of a tensor's values, for an instruction that is emitted next. */
export function valuesFor(lowering: Lowering, tensor: number): number {
  const { wiring, builder } = lowering;
  const op = wiring.plan.ops[tensor - 1];
  if (!op || !isCheap(op)) return lowering.value(tensor);
  const here = lowering.madeHere(tensor);
  if (here !== undefined) return here;
  const inputs = partsOf(wiring, op, tensor - 1).map((input) => valuesFor(lowering, input));
  const output = builder.buffer(wiring.valueGeometry(tensor));
  emitCheap(lowering, op, tensor - 1, inputs, output);
  lowering.noteMade(tensor, output);
  return output;
}

/** The tensors that a cheap op reads: in place of a concatenation its parts, but for a normalisation. */
function partsOf(wiring: Wiring, op: CheapOp, index: number): readonly number[] {
  if (op.kind === 'concat') return wiring.sources(index + 1);
  return op.kind === 'relu' ? wiring.sources(op.input) : [op.input];
}

/** From the buffers `inputs` of its parts to `output`; a batch normalisation has its scale and shift already. */
function emitCheap(
  lowering: Lowering,
  op: CheapOp,
  index: number,
  inputs: readonly number[],
  output: number,
): void {
  const { builder, wiring } = lowering;
  const [input = 0] = inputs;
  switch (op.kind) {
    case 'relu':
      if (inputs.length === 1) builder.emit('relu', [input, output, 0, 0, 0], [input, output]);
      else {
        eachPart((from, first, count) => {
          builder.emit('reluChannels', [from, output, 0, 0, first, count], [from, output]);
        });
      }
      break;
    case 'batchNorm':
    case 'batchNormRelu': {
      const words = batchNormWords(lowering, index, { input, output });
      builder.emit(op.kind === 'batchNorm' ? 'normalise' : 'normaliseRelu', words, [input, output]);
      break;
    }
    case 'concat':
      eachPart((from, first, count) => {
        builder.emit('copyChannels', [from, output, 0, first, count, 0], [from, output]);
      });
      break;
  }

  function eachPart(visit: (from: number, first: number, channels: number) => void): void {
    let first = 0;
    partsOf(wiring, op, index).forEach((tensor, part) => {
      const { channels } = wiring.shape(tensor);
      visit(inputs[part] ?? 0, first, channels);
      first += channels;
    });
  }
}
