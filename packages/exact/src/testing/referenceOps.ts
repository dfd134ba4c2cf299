import type { PlanOp, PlanShape } from '../plan.ts';

/** Each op of a plan in double precision, for a whole batch at once. */

/** Values of a tensor for a whole batch, NHWC. */
export interface Tensor {
  readonly shape: PlanShape;
  readonly data: Float64Array;
}

interface Surroundings {
  /** Images of the batch. */
  readonly count: number;
  /** The op's next parameters. */
  readonly take: (length: number) => Float64Array;
  /** Of a drop path, one for each image. */
  readonly factors: readonly number[] | undefined;
}

/** Fills `output`. */
export function applyOp(
  op: PlanOp,
  inputs: readonly Tensor[],
  output: Tensor,
  { count, take, factors }: Surroundings,
): void {
  const [input, second] = inputs;
  if (!input) throw new RangeError('an op reads something');
  const { channels } = output.shape;
  const fill = (value: (at: Place) => number): void =>
    eachElement(output.shape, count, (at) => {
      output.data[at.index] = value(at);
    });
  switch (op.kind) {
    case 'conv': {
      const top = op.padding === 'same' ? (1 - op.kernel) / 2 : 0;
      const kernel = { kernelHeight: op.kernel, kernelWidth: op.kernel };
      fill(convolution(input, { ...PLAIN, ...kernel, top, left: top }, channels, take));
      return;
    }
    case 'generalConv':
      fill(convolution(input, op, channels, take));
      return;
    case 'dense': {
      const product = convolution(input, PLAIN, channels, take);
      const bias = take(channels);
      fill((at) => product(at) + element(bias, at.c));
      return;
    }
    case 'batchNorm':
    case 'batchNormRelu': {
      const normalised = normalise(input, take(channels), take(channels));
      fill((at) => (op.kind === 'batchNorm' ? normalised(at) : Math.max(0, normalised(at))));
      return;
    }
    case 'relu':
      fill((at) => Math.max(0, pixel(input, at)));
      return;
    case 'add':
      fill((at) => pixel(input, at) + pixel(second ?? input, at));
      return;
    case 'dropPath':
      fill((at) => pixel(input, at) * (factors?.[at.n] ?? 1));
      return;
    case 'concat': {
      const parts = inputs.flatMap((part) =>
        Array.from({ length: part.shape.channels }, (_, channel) => ({ part, channel })),
      );
      fill((at) => {
        const from = parts[at.c];
        return from ? pixel(from.part, { ...at, c: from.channel }) : Number.NaN;
      });
      return;
    }
    case 'maxPool':
      fill((at) => Math.max(...square(input, at, 2, 2, 0)));
      return;
    case 'paddedPool':
      fill((at) => {
        const values = square(input, at, 3, op.stride, -1);
        return op.method === 'max' ? Math.max(...values) : mean(values);
      });
      return;
    case 'averagePool':
      fill((at) => mean(square(input, at, op.kernel, op.stride, 0)));
      return;
    case 'globalAveragePool':
      fill((at) => mean(square(input, at, Math.max(input.shape.height, input.shape.width), 1, 0)));
  }
}

/** One element of a tensor, and its index in the data. */
interface Place {
  readonly n: number;
  readonly y: number;
  readonly x: number;
  readonly c: number;
  readonly index: number;
}

const PLAIN = {
  ...{ kernelHeight: 1, kernelWidth: 1, strideRows: 1, strideColumns: 1 },
  ...{ dilation: 1, groups: 1, top: 0, left: 0 },
};

function convolution(
  input: Tensor,
  frame: typeof PLAIN,
  outChannels: number,
  take: (length: number) => Float64Array,
): (at: Place) => number {
  const { kernelHeight, kernelWidth, dilation, groups } = frame;
  const { height, width, channels } = input.shape;
  const groupIn = channels / groups;
  const weights = take(kernelHeight * kernelWidth * groupIn * outChannels);
  return ({ n, y, x, c }) => {
    const firstChannel = Math.floor(c / (outChannels / groups)) * groupIn;
    let sum = 0;
    for (let i = 0; i < kernelHeight; i++) {
      for (let j = 0; j < kernelWidth; j++) {
        const row = y * frame.strideRows + frame.top + i * dilation;
        const column = x * frame.strideColumns + frame.left + j * dilation;
        if (row < 0 || column < 0 || row >= height || column >= width) continue;
        for (let k = 0; k < groupIn; k++) {
          const weight = element(weights, ((i * kernelWidth + j) * groupIn + k) * outChannels + c);
          const from = ((n * height + row) * width + column) * channels + firstChannel + k;
          sum += weight * element(input.data, from);
        }
      }
    }
    return sum;
  };
}

function normalise(input: Tensor, gamma: Float64Array, beta: Float64Array): (at: Place) => number {
  const { channels } = input.shape;
  const count = input.data.length / channels;
  const means = new Float64Array(channels);
  const variances = new Float64Array(channels);
  input.data.forEach((value, i) => {
    means[i % channels] = element(means, i % channels) + value / count;
  });
  input.data.forEach((value, i) => {
    const deviation = value - element(means, i % channels);
    variances[i % channels] = element(variances, i % channels) + deviation ** 2 / count;
  });
  return (at) => {
    const deviation = pixel(input, at) - element(means, at.c);
    return (
      (deviation / Math.sqrt(element(variances, at.c) + 1e-5)) * element(gamma, at.c) + element(beta, at.c)
    );
  };
}

/** The pixels inside the map of a square window. */
function square(
  input: Tensor,
  { n, y, x, c }: Place,
  size: number,
  stride: number,
  offset: number,
): number[] {
  const values: number[] = [];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const [row, column] = [y * stride + offset + i, x * stride + offset + j];
      if (row < 0 || column < 0 || row >= input.shape.height || column >= input.shape.width) continue;
      values.push(pixel(input, { n, y: row, x: column, c }));
    }
  }
  return values;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function eachElement(shape: PlanShape, count: number, visit: (at: Place) => void): void {
  let index = 0;
  for (let n = 0; n < count; n++) {
    for (let y = 0; y < shape.height; y++) {
      for (let x = 0; x < shape.width; x++) {
        for (let c = 0; c < shape.channels; c++) visit({ n, y, x, c, index: index++ });
      }
    }
  }
}

function pixel({ shape, data }: Tensor, { n, y, x, c }: Omit<Place, 'index'>): number {
  return element(data, ((n * shape.height + y) * shape.width + x) * shape.channels + c);
}

function element(values: Float64Array, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no element ${index}`);
  return value;
}
