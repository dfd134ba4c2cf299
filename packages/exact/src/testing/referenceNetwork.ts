import { inputsOf, type Plan, type PlanOp, type PlanShape } from '../plan.ts';
import { resolveShapes } from '../shapes.ts';

/**
 * The engine's mathematics once more, written for obviousness in double precision and sharing nothing with it but the
 * plan: tests compare gradients with finite differences of this loss.
 */

/** Values of a tensor for a whole batch, NHWC. */
interface Tensor {
  readonly shape: PlanShape;
  readonly data: Float64Array;
}

/** Trainable parameters of a plan in canonical order, as the engine's `weights` without running statistics. */
export function referenceLoss(
  plan: Plan,
  parameters: Float64Array,
  images: Float32Array,
  labels: Uint16Array,
): number {
  const logits = forward(plan, parameters, images, labels.length);
  const classes = plan.classes;
  let loss = 0;
  labels.forEach((label, n) => {
    const row = logits.data.subarray(n * classes, (n + 1) * classes);
    const top = Math.max(...row);
    const sum = row.reduce((total, value) => total + Math.exp(value - top), 0);
    loss += Math.log(sum) - (at(row, label) - top);
  });
  return loss / labels.length;
}

/** Derivative of `referenceLoss` by one parameter, by central differences. */
export function referenceDerivative(
  plan: Plan,
  parameters: Float64Array,
  images: Float32Array,
  labels: Uint16Array,
  index: number,
): number {
  const width = 1e-6;
  const moved = (by: number): number => {
    const copy = parameters.slice();
    copy[index] = at(copy, index) + by;
    return referenceLoss(plan, copy, images, labels);
  };
  return (moved(width) - moved(-width)) / (2 * width);
}

function forward(plan: Plan, parameters: Float64Array, images: Float32Array, count: number): Tensor {
  const shapes = resolveShapes(plan);
  const tensors: Tensor[] = [{ shape: plan.image, data: Float64Array.from(images) }];
  let used = 0;
  const take = (length: number): Float64Array => {
    used += length;
    return parameters.subarray(used - length, used);
  };
  plan.ops.forEach((op, index) => {
    const shape = shapeAt(shapes, index + 1);
    const data = new Float64Array(count * shape.height * shape.width * shape.channels);
    const output = { shape, data };
    const inputs = inputsOf(op).map((id) => tensorAt(tensors, id));
    applyOp(op, inputs, output, count, take);
    tensors.push(output);
  });
  if (used !== parameters.length) throw new RangeError(`${used} parameters used of ${parameters.length}`);
  return tensorAt(tensors, plan.ops.length);
}

function applyOp(
  op: PlanOp,
  inputs: readonly Tensor[],
  output: Tensor,
  count: number,
  take: (length: number) => Float64Array,
): void {
  const input = tensorAt(inputs, 0);
  const { channels } = output.shape;
  switch (op.kind) {
    case 'conv': {
      const weights = take(op.kernel ** 2 * input.shape.channels * channels);
      convolve(input, output, count, weights, op.kernel, op.padding === 'same' ? (op.kernel - 1) / 2 : 0);
      return;
    }
    case 'dense': {
      convolve(input, output, count, take(input.shape.channels * channels), 1, 0);
      const bias = take(channels);
      output.data.forEach((value, i) => {
        output.data[i] = value + at(bias, i % channels);
      });
      return;
    }
    case 'batchNormRelu': {
      const gamma = take(channels);
      normalise(input, output, gamma, take(channels));
      return;
    }
    case 'concat':
      eachElement(output.shape, count, (n, y, x, c, i) => {
        let part = 0;
        let channel = c;
        while (channel >= tensorAt(inputs, part).shape.channels) {
          channel -= tensorAt(inputs, part).shape.channels;
          part++;
        }
        output.data[i] = pixel(tensorAt(inputs, part), n, y, x, channel);
      });
      return;
    case 'maxPool':
      eachElement(output.shape, count, (n, y, x, c, i) => {
        const corners = [0, 1, 2, 3].map((k) => pixel(input, n, 2 * y + (k >> 1), 2 * x + (k & 1), c));
        output.data[i] = Math.max(...corners);
      });
      return;
    case 'globalAveragePool': {
      const pixels = input.shape.height * input.shape.width;
      eachElement(input.shape, count, (n, y, x, c) => {
        const i = n * channels + c;
        output.data[i] = at(output.data, i) + pixel(input, n, y, x, c) / pixels;
      });
    }
  }
}

function convolve(
  input: Tensor,
  output: Tensor,
  count: number,
  weights: Float64Array,
  kernel: number,
  padding: number,
): void {
  const { height, width, channels: inChannels } = input.shape;
  const outChannels = output.shape.channels;
  eachElement(output.shape, count, (n, y, x, c, i) => {
    let sum = 0;
    for (let ky = 0; ky < kernel; ky++) {
      for (let kx = 0; kx < kernel; kx++) {
        const row = y + ky - padding;
        const column = x + kx - padding;
        if (row < 0 || column < 0 || row >= height || column >= width) continue;
        const from = ((n * height + row) * width + column) * inChannels;
        const tap = (ky * kernel + kx) * inChannels;
        for (let k = 0; k < inChannels; k++) {
          sum += (weights[(tap + k) * outChannels + c] ?? 0) * (input.data[from + k] ?? 0);
        }
      }
    }
    output.data[i] = sum;
  });
}

function normalise(input: Tensor, output: Tensor, gamma: Float64Array, beta: Float64Array): void {
  const { channels } = input.shape;
  const count = input.data.length / channels;
  for (let c = 0; c < channels; c++) {
    let mean = 0;
    let variance = 0;
    for (let i = c; i < input.data.length; i += channels) mean += at(input.data, i) / count;
    for (let i = c; i < input.data.length; i += channels) variance += (at(input.data, i) - mean) ** 2 / count;
    for (let i = c; i < input.data.length; i += channels) {
      const normalised = (at(input.data, i) - mean) / Math.sqrt(variance + 1e-5);
      output.data[i] = Math.max(0, normalised * at(gamma, c) + at(beta, c));
    }
  }
}

function eachElement(
  shape: PlanShape,
  count: number,
  visit: (image: number, y: number, x: number, channel: number, index: number) => void,
): void {
  let index = 0;
  for (let n = 0; n < count; n++) {
    for (let y = 0; y < shape.height; y++) {
      for (let x = 0; x < shape.width; x++) {
        for (let c = 0; c < shape.channels; c++) visit(n, y, x, c, index++);
      }
    }
  }
}

function pixel({ shape, data }: Tensor, n: number, y: number, x: number, c: number): number {
  return at(data, ((n * shape.height + y) * shape.width + x) * shape.channels + c);
}

function at(values: Float64Array, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no element ${index}`);
  return value;
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
