import type { Plan, PlanOp, PlanShape } from '@naschain/exact';
import { inputsOf } from '@naschain/exact';

/**
 * The mathematics of every op once more, written for obviousness in double precision, one value at a time. Tests
 * compare gradients with finite differences of this loss.
 */

/** Values of a tensor for a whole batch, NHWC. */
interface Map4 {
  readonly shape: PlanShape;
  readonly data: Float64Array;
}

type Read = (n: number, y: number, x: number, c: number) => number;

/** Takes the next `length` trained parameters in canonical order. */
type Take = (length: number) => Float64Array;

/**
 * Mean cross-entropy of a batch in training, and with an auxiliary head's share; `pathFactor` is that of an image in a
 * `dropPath` op.
 */
export function referenceLoss(
  plan: Plan,
  parameters: Float64Array,
  images: Float32Array,
  labels: Uint16Array,
  options: { smoothing?: number; pathFactor?: (op: number, image: number) => number } = {},
): { main: number; whole: number } {
  const { smoothing = 0, pathFactor = () => 1 } = options;
  const maps = forward(plan, parameters, images, labels.length, pathFactor);
  const main = crossEntropy(mapAt(maps, plan.ops.length).data, labels, plan.classes, smoothing);
  const { auxiliary } = plan;
  if (!auxiliary) return { main, whole: main };
  const head = crossEntropy(mapAt(maps, auxiliary.logits).data, labels, plan.classes, smoothing);
  return { main, whole: main + auxiliary.weight * head };
}

function crossEntropy(logits: Float64Array, labels: Uint16Array, classes: number, smoothing: number): number {
  let loss = 0;
  labels.forEach((label, n) => {
    const row = logits.subarray(n * classes, (n + 1) * classes);
    const top = Math.max(...row);
    const logSum = top + Math.log(row.reduce((total, value) => total + Math.exp(value - top), 0));
    row.forEach((value, k) => {
      const target = (k === label ? 1 - smoothing : 0) + smoothing / classes;
      loss += target * (logSum - value);
    });
  });
  return loss / labels.length;
}

function forward(
  plan: Plan,
  parameters: Float64Array,
  images: Float32Array,
  count: number,
  pathFactor: (op: number, image: number) => number,
): Map4[] {
  const maps: Map4[] = [{ shape: plan.image, data: Float64Array.from(images) }];
  let used = 0;
  const take: Take = (length) => {
    used += length;
    return parameters.subarray(used - length, used);
  };
  plan.ops.forEach((op, index) => {
    const inputs = inputsOf(op).map((tensor) => mapAt(maps, tensor));
    maps.push(run(op, inputs, count, take, (image) => pathFactor(index, image)));
  });
  if (used !== parameters.length) throw new RangeError(`${used} parameters used of ${parameters.length}`);
  return maps;
}

function run(
  op: PlanOp,
  inputs: readonly Map4[],
  count: number,
  take: Take,
  pathFactor: (image: number) => number,
): Map4 {
  const [input] = inputs;
  if (!input) throw new RangeError('no input');
  const { height, width, channels } = input.shape;
  const read = reader(input);
  switch (op.kind) {
    case 'conv': {
      const { kernel, outChannels } = op;
      const lost = op.padding === 'same' ? 0 : kernel - 1;
      const offset = op.padding === 'same' ? -(kernel - 1) / 2 : 0;
      const shape = { height: height - lost, width: width - lost, channels: outChannels };
      const geometry = { kernelHeight: kernel, kernelWidth: kernel, top: offset, left: offset };
      const rest = { strideRows: 1, strideColumns: 1, dilation: 1, groups: 1 };
      return convolve({ ...geometry, ...rest }, input, shape, count, take);
    }
    case 'generalConv': {
      const shape = {
        height: Math.ceil(height / op.strideRows),
        width: Math.ceil(width / op.strideColumns),
        channels: op.outChannels,
      };
      return convolve(op, input, shape, count, take);
    }
    case 'batchNorm':
      return normalise(input, count, take);
    case 'batchNormRelu': {
      const { shape, data } = normalise(input, count, take);
      return { shape, data: data.map((value) => Math.max(0, value)) };
    }
    case 'relu':
      return { shape: input.shape, data: input.data.map((value) => Math.max(0, value)) };
    case 'add': {
      const other = mapAt(inputs, 1);
      return {
        shape: input.shape,
        data: input.data.map((value, i) => value + (other.data[i] ?? Number.NaN)),
      };
    }
    case 'dropPath':
      return fill(input.shape, count, (n, y, x, c) => read(n, y, x, c) * pathFactor(n));
    case 'concat': {
      const whole = { height, width, channels: inputs.reduce((sum, { shape }) => sum + shape.channels, 0) };
      return fill(whole, count, (n, y, x, c) => {
        let part = 0;
        let channel = c;
        while (channel >= mapAt(inputs, part).shape.channels) channel -= mapAt(inputs, part++).shape.channels;
        return reader(mapAt(inputs, part))(n, y, x, channel);
      });
    }
    case 'maxPool': {
      const shape = { height: Math.floor(height / 2), width: Math.floor(width / 2), channels };
      return fill(shape, count, (n, y, x, c) =>
        Math.max(...[0, 1, 2, 3].map((k) => read(n, 2 * y + (k >> 1), 2 * x + (k & 1), c))),
      );
    }
    case 'paddedPool': {
      const { stride, method } = op;
      const shape = { height: Math.ceil(height / stride), width: Math.ceil(width / stride), channels };
      return fill(shape, count, (n, y, x, c) => {
        const inside: number[] = [];
        for (let row = y * stride - 1; row <= y * stride + 1; row++) {
          for (let column = x * stride - 1; column <= x * stride + 1; column++) {
            if (row < 0 || column < 0 || row >= height || column >= width) continue;
            inside.push(read(n, row, column, c));
          }
        }
        if (method === 'max') return Math.max(...inside);
        return inside.reduce((sum, value) => sum + value, 0) / inside.length;
      });
    }
    case 'averagePool': {
      const { kernel, stride } = op;
      const out = (side: number): number => Math.floor((side - kernel) / stride) + 1;
      return fill({ height: out(height), width: out(width), channels }, count, (n, y, x, c) => {
        let sum = 0;
        for (let i = 0; i < kernel; i++) {
          for (let j = 0; j < kernel; j++) sum += read(n, y * stride + i, x * stride + j, c);
        }
        return sum / kernel ** 2;
      });
    }
    case 'globalAveragePool':
      return fill({ height: 1, width: 1, channels }, count, (n, _y, _x, c) => {
        let sum = 0;
        for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) sum += read(n, y, x, c);
        return sum / (height * width);
      });
    case 'dense': {
      const weights = take(channels * op.outFeatures);
      const bias = take(op.outFeatures);
      return fill({ height: 1, width: 1, channels: op.outFeatures }, count, (n, _y, _x, c) => {
        let sum = bias[c] ?? Number.NaN;
        for (let k = 0; k < channels; k++) sum += read(n, 0, 0, k) * (weights[k * op.outFeatures + c] ?? 0);
        return sum;
      });
    }
  }
}

type Geometry = Omit<Extract<PlanOp, { kind: 'generalConv' }>, 'kind' | 'input' | 'outChannels'>;

function convolve(geometry: Geometry, input: Map4, shape: PlanShape, count: number, take: Take): Map4 {
  const { kernelHeight, kernelWidth, strideRows, strideColumns, dilation, groups, top, left } = geometry;
  const { height, width, channels } = input.shape;
  const read = reader(input);
  const inner = channels / groups;
  const outer = shape.channels / groups;
  const weights = take(kernelHeight * kernelWidth * inner * shape.channels);
  return fill(shape, count, (n, y, x, c) => {
    const firstChannel = Math.floor(c / outer) * inner;
    let sum = 0;
    for (let i = 0; i < kernelHeight; i++) {
      for (let j = 0; j < kernelWidth; j++) {
        const row = y * strideRows + top + i * dilation;
        const column = x * strideColumns + left + j * dilation;
        if (row < 0 || column < 0 || row >= height || column >= width) continue;
        for (let k = 0; k < inner; k++) {
          const weight = weights[((i * kernelWidth + j) * inner + k) * shape.channels + c] ?? Number.NaN;
          sum += weight * read(n, row, column, firstChannel + k);
        }
      }
    }
    return sum;
  });
}

function normalise({ shape, data }: Map4, count: number, take: Take): Map4 {
  const { channels, height, width } = shape;
  const gamma = take(channels);
  const beta = take(channels);
  const pixels = count * height * width;
  const output = data.slice();
  for (let c = 0; c < channels; c++) {
    const values = data.filter((_, i) => i % channels === c);
    const mean = values.reduce((sum, value) => sum + value, 0) / pixels;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels;
    for (let i = c; i < output.length; i += channels) {
      const normalised = ((output[i] ?? 0) - mean) / Math.sqrt(variance + 1e-5);
      output[i] = normalised * (gamma[c] ?? Number.NaN) + (beta[c] ?? Number.NaN);
    }
  }
  return { shape, data: output };
}

function fill(shape: PlanShape, count: number, valueAt: Read): Map4 {
  const { height, width, channels } = shape;
  const data = new Float64Array(count * height * width * channels);
  for (let i = 0; i < data.length; i++) {
    const c = i % channels;
    const x = Math.floor(i / channels) % width;
    const y = Math.floor(i / (channels * width)) % height;
    data[i] = valueAt(Math.floor(i / (channels * width * height)), y, x, c);
  }
  return { shape, data };
}

function reader({ shape: { height, width, channels }, data }: Map4): Read {
  return (n, y, x, c) => data[((n * height + y) * width + x) * channels + c] ?? Number.NaN;
}

function mapAt(maps: readonly Map4[], index: number): Map4 {
  const map = maps[index];
  if (!map) throw new RangeError(`no tensor ${index}`);
  return map;
}
