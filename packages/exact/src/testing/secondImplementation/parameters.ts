import type { Plan, PlanOp, PlanShape } from '../../plan.ts';
import { item, single } from './arithmetic.ts';
import { Generator } from './generator.ts';
import { inputsOf } from './structure.ts';

type BlockName = 'weights' | 'bias' | 'gamma' | 'beta' | 'runningMean' | 'runningVariance';

/** One block of an op's parameters, row by row. */
export interface Block {
  readonly op: number;
  readonly name: BlockName;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
  /** Of no use to running statistics, as is the gradient. */
  readonly momentum: Float32Array;
  readonly gradient: Float32Array;
}

/** All blocks in canonical order. */
export function blocksOf(plan: Plan, shapes: readonly PlanShape[]): Block[] {
  return plan.ops.flatMap((op, index) => {
    const columns = item(shapes, index + 1).channels;
    const inputChannels = item(shapes, item(inputsOf(op), 0)).channels;
    return rowsOfBlocks(op, inputChannels).map(([name, rows]): Block => {
      const zeros = (): Float32Array => new Float32Array(rows * columns);
      return { op: index, name, rows, columns, values: zeros(), momentum: zeros(), gradient: zeros() };
    });
  });
}

function rowsOfBlocks(op: PlanOp, inputChannels: number): [BlockName, number][] {
  switch (op.kind) {
    case 'conv':
      return [['weights', op.kernel * op.kernel * inputChannels]];
    case 'generalConv':
      return [['weights', (op.kernelHeight * op.kernelWidth * inputChannels) / op.groups]];
    case 'batchNorm':
    case 'batchNormRelu':
      return [
        ['gamma', 1],
        ['beta', 1],
        ['runningMean', 1],
        ['runningVariance', 1],
      ];
    case 'dense':
      return [
        ['weights', inputChannels],
        ['bias', 1],
      ];
    default:
      return [];
  }
}

export function isTrainable({ name }: Block): boolean {
  return name !== 'runningMean' && name !== 'runningVariance';
}

/** @throws RangeError if the op has no such block. */
export function blockNamed(blocks: readonly Block[], op: number, name: BlockName): Block {
  const block = blocks.find((candidate) => candidate.op === op && candidate.name === name);
  if (!block) throw new RangeError(`op ${op} has no ${name}`);
  return block;
}

/** (12) */
export function drawInitialWeights(plan: Plan, blocks: readonly Block[], seed: number): void {
  const generator = new Generator(seed, 0);
  for (const { op, name, rows, values, momentum } of blocks) {
    momentum.fill(0);
    values.fill(name === 'gamma' || name === 'runningVariance' ? 1 : 0);
    if (name !== 'weights') continue;
    const gain = item(plan.ops, op).kind === 'dense' ? 1 : 6;
    const bound = Math.sqrt(gain / rows);
    for (let place = 0; place < values.length; place++) {
      values[place] = single((2 * generator.unit() - 1) * bound);
    }
  }
}

/** Little-endian singles, one list after another. */
export function canonicalBytes(lists: readonly Float32Array[]): Uint8Array {
  const values = lists.flatMap((list) => [...list]);
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [place, value] of values.entries()) view.setFloat32(4 * place, value, true);
  return new Uint8Array(view.buffer);
}
