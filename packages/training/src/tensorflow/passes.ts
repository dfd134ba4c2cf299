import { inputsOf, type Plan, type PlanOp } from '@naschain/exact';
import type { Layer, LayerContext } from './layer.ts';
import { runLayer } from './layers.ts';
import { crossEntropy } from './loss.ts';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from './tensorflow.ts';

/** A plan with what its execution needs to know about each tensor. */
export interface WiredPlan {
  readonly plan: Plan;
  /** Whether anything before the tensor is trained, so that its gradient matters. */
  readonly needsGradient: readonly boolean[];
  /** Ops that evaluation runs: all but those that only an auxiliary head needs. */
  readonly evaluated: readonly boolean[];
  /** Index of the op that reads the tensor last in evaluation. */
  readonly lastReader: readonly number[];
}

const TRAINED: readonly PlanOp['kind'][] = ['conv', 'generalConv', 'batchNorm', 'batchNormRelu', 'dense'];

export function wire(plan: Plan): WiredPlan {
  const { ops } = plan;
  const needsGradient = [false];
  for (const op of ops) {
    needsGradient.push(TRAINED.includes(op.kind) || inputsOf(op).some((tensor) => needsGradient[tensor]));
  }
  const evaluated: boolean[] = ops.map((_, index) => index === ops.length - 1);
  const lastReader: number[] = [];
  for (let index = ops.length - 1; index >= 0; index--) {
    const op = ops[index];
    if (!op || !evaluated[index]) continue;
    for (const tensor of inputsOf(op)) {
      if (tensor > 0) evaluated[tensor - 1] = true;
      lastReader[tensor] ??= index;
    }
  }
  return { plan, needsGradient, evaluated, lastReader };
}

/** Parameters and running statistics of an op, in canonical order. */
export type ParametersOf = (op: number) => readonly Tensor[];

export interface TrainingPass {
  /** Mean cross-entropy of the batch, without that of an auxiliary head. */
  readonly loss: Tensor;
  /** By all trained parameters in canonical order. */
  readonly gradient: Tensor1D;
  /** Mean and unbiased variance of the batch in the order of the running statistics; null if there are none. */
  readonly statistics: Tensor1D | null;
}

/** Logits of a batch, by running statistics. Takes over `images`. Call it within a tidy scope. */
export function infer(context: LayerContext, wired: WiredPlan, of: ParametersOf, images: Tensor4D): Tensor2D {
  const { ops, classes } = wired.plan;
  const [count] = images.shape;
  const values: Tensor4D[] = [images];
  ops.forEach((op, index) => {
    if (!wired.evaluated[index]) return;
    const inputs = inputsOf(op).map((tensor) => valueAt(values, tensor));
    const { output, saved = [] } = runLayer(context, op, index, inputs, of(index));
    values[index + 1] = output;
    context.tf.dispose([...saved]);
    for (const tensor of new Set(inputsOf(op))) {
      if (wired.lastReader[tensor] === index) valueAt(values, tensor).dispose();
    }
  });
  return context.tf.reshape(valueAt(values, ops.length), [count, classes]);
}

/**
 * Runs the network forwards and back. Takes over `images`. Call it within a tidy scope, which also frees what an error
 * leaves behind; everything else is freed as soon as it is no longer read.
 * @param targets probability of each class by image
 */
export function differentiate(
  context: LayerContext,
  wired: WiredPlan,
  of: ParametersOf,
  images: Tensor4D,
  targets: Tensor2D,
): TrainingPass {
  const { tf } = context;
  const { ops } = wired.plan;
  const values: Tensor4D[] = [images];
  const layers = ops.map((op, index): Layer => {
    const inputs = inputsOf(op).map((tensor) => valueAt(values, tensor));
    const layer = runLayer(context, op, index, inputs, of(index));
    values.push(layer.output);
    return layer;
  });
  const { loss, gradient } = crossEntropy(tf, valueAt(values, ops.length), targets, 1);
  const gradients: (Tensor4D | undefined)[] = [];
  gradients[ops.length] = gradient;
  const { auxiliary } = wired.plan;
  if (auxiliary) {
    const { logits, weight } = auxiliary;
    const head = crossEntropy(tf, valueAt(values, logits), targets, weight);
    gradients[logits] = head.gradient;
    head.loss.dispose();
  }
  const byParameters: (readonly Tensor[])[] = [];
  for (let index = ops.length - 1; index >= 0; index--) {
    const op = ops[index];
    const layer = layers[index];
    const incoming = gradients[index + 1];
    if (!op || !layer) throw new RangeError(`there is no op ${index}`);
    if (incoming) {
      const inputs = inputsOf(op);
      const wanted = inputs.some((tensor) => wired.needsGradient[tensor]);
      const { inputs: byInputs, parameters } = layer.backward(incoming, wanted);
      byParameters[index] = parameters;
      byInputs.forEach((part, place) => {
        addTo(context, wired, gradients, inputs[place] ?? 0, part);
      });
    }
    tf.dispose([layer.output, ...(layer.saved ?? []), ...(incoming ? [incoming] : [])]);
  }
  images.dispose();
  const statistics = layers.flatMap((layer) => layer.statistics ?? []);
  return {
    loss,
    gradient: joinFlat(context, byParameters.flat()),
    statistics: statistics.length > 0 ? joinFlat(context, statistics) : null,
  };
}

/** Adds a part to a tensor's gradient, and frees it if nobody needs it. */
function addTo(
  { tf }: LayerContext,
  { needsGradient }: WiredPlan,
  gradients: (Tensor4D | undefined)[],
  tensor: number,
  part: Tensor4D,
): void {
  const before = gradients[tensor];
  if (!needsGradient[tensor]) part.dispose();
  else if (before === undefined) gradients[tensor] = part;
  else {
    gradients[tensor] = tf.add(before, part);
    tf.dispose([before, part]);
  }
}

function joinFlat({ tf }: LayerContext, parts: readonly Tensor[]): Tensor1D {
  const joined = tf.tidy(() => tf.concat1d(parts.map((part) => tf.reshape(part, [part.size]) as Tensor1D)));
  tf.dispose([...parts]);
  return joined;
}

function valueAt(values: readonly Tensor4D[], tensor: number): Tensor4D {
  const value = values[tensor];
  if (!value) throw new RangeError(`there is no tensor ${tensor}`);
  return value;
}
