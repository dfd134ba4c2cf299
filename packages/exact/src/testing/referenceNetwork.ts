import { inputsOf, type Plan, type PlanShape } from '../plan.ts';
import { resolveShapes } from '../shapes.ts';
import { applyOp, type Tensor } from './referenceOps.ts';

/**
 * The engine's mathematics once more, written for obviousness in double precision and sharing nothing with it but the
 * plan: tests compare gradients with finite differences of this loss.
 */

/** A batch, with the factors that drop path draws: for each such op one for each image. Default: all 1. */
export interface ReferenceBatch {
  readonly images: Float32Array;
  readonly labels: Uint16Array;
  readonly dropPath?: readonly (readonly number[])[];
}

/** The mean cross-entropy of the classifier, and with the auxiliary head's share: what the gradient is taken of. */
export interface ReferenceLoss {
  readonly classifier: number;
  readonly total: number;
}

/** `parameters` are the trainable ones in canonical order, as the engine's `weights` without running statistics. */
export function referenceLoss(plan: Plan, parameters: Float64Array, batch: ReferenceBatch): ReferenceLoss {
  const tensors = forward(plan, parameters, batch);
  const lossOf = (tensor: number): number => crossEntropy(tensorAt(tensors, tensor), batch.labels);
  const classifier = lossOf(plan.ops.length);
  const { auxiliary } = plan;
  if (!auxiliary) return { classifier, total: classifier };
  return { classifier, total: classifier + auxiliary.weight * lossOf(auxiliary.logits) };
}

/** Derivative of the total loss by one parameter, by central differences. */
export function referenceDerivative(
  plan: Plan,
  parameters: Float64Array,
  batch: ReferenceBatch,
  index: number,
): number {
  const width = 1e-6;
  const moved = (by: number): number => {
    const copy = parameters.slice();
    copy[index] = (copy[index] ?? Number.NaN) + by;
    return referenceLoss(plan, copy, batch).total;
  };
  return (moved(width) - moved(-width)) / (2 * width);
}

function crossEntropy(logits: Tensor, labels: Uint16Array): number {
  const classes = logits.shape.channels;
  let loss = 0;
  labels.forEach((label, n) => {
    const row = logits.data.subarray(n * classes, (n + 1) * classes);
    const top = Math.max(...row);
    const sum = row.reduce((total, value) => total + Math.exp(value - top), 0);
    loss += Math.log(sum) - ((row[label] ?? Number.NaN) - top);
  });
  return loss / labels.length;
}

/** All tensors, in order. */
function forward(
  plan: Plan,
  parameters: Float64Array,
  { images, labels, dropPath }: ReferenceBatch,
): Tensor[] {
  const shapes = resolveShapes(plan);
  const count = labels.length;
  const tensors: Tensor[] = [{ shape: plan.image, data: Float64Array.from(images) }];
  let used = 0;
  const take = (length: number): Float64Array => {
    used += length;
    return parameters.subarray(used - length, used);
  };
  let dropPaths = 0;
  plan.ops.forEach((op, index) => {
    const shape = shapeAt(shapes, index + 1);
    const data = new Float64Array(count * shape.height * shape.width * shape.channels);
    const output = { shape, data };
    const inputs = inputsOf(op).map((id) => tensorAt(tensors, id));
    const factors = op.kind === 'dropPath' ? dropPath?.[dropPaths++] : undefined;
    applyOp(op, inputs, output, { count, take, factors });
    tensors.push(output);
  });
  if (used !== parameters.length) throw new RangeError(`${used} parameters used of ${parameters.length}`);
  return tensors;
}

function tensorAt(tensors: readonly Tensor[], index: number): Tensor {
  const tensor = tensors[index];
  if (!tensor) throw new RangeError(`no tensor ${index}`);
  return tensor;
}

function shapeAt(shapes: readonly PlanShape[], index: number): PlanShape {
  const shape = shapes[index];
  if (!shape) throw new RangeError(`no tensor ${index}`);
  return shape;
}
