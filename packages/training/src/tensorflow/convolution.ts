import type { ConvOp, PlanOp } from '@naschain/exact';
import type { Layer } from './layer.ts';
import type { Rank4, Tensor, Tensor4D, Tensorflow } from './tensorflow.ts';

type GeneralConvOp = Extract<PlanOp, { kind: 'generalConv' }>;

interface Geometry {
  readonly strides: [number, number];
  readonly depthwise: boolean;
  /** Distance between neighbouring kernel elements. */
  readonly dilation: number;
  /** What the backends call padding; `valid` works on the part of the input that `rows` and `columns` cut out. */
  readonly pad: 'same' | 'valid';
  readonly rows: Cut;
  readonly columns: Cut;
}

/** How to prepare one axis for a convolution without padding: leave out `skip` at the front, use `used`, pad with zeros. */
interface Cut {
  readonly skip: number;
  readonly used: number;
  readonly before: number;
  readonly after: number;
  /** Length of the axis. */
  readonly length: number;
}

export function convolve(tf: Tensorflow, { padding }: ConvOp, input: Tensor4D, weights: Tensor4D): Layer {
  const [, height, width] = input.shape;
  return run(tf, input, weights, {
    strides: [1, 1],
    depthwise: false,
    dilation: 1,
    pad: padding,
    rows: wholeAxis(height),
    columns: wholeAxis(width),
  });
}

export function convolveGenerally(
  tf: Tensorflow,
  op: GeneralConvOp,
  input: Tensor4D,
  weights: Tensor4D,
): Layer {
  const [, height, width] = input.shape;
  const extent = (size: number): number => (size - 1) * op.dilation + 1;
  const [tall, wide] = [extent(op.kernelHeight), extent(op.kernelWidth)];
  // All backends pad evenly by themselves, which spares a copy.
  const isEven =
    op.strideRows === 1 && op.strideColumns === 1 && 2 * op.top === 1 - tall && 2 * op.left === 1 - wide;
  return run(tf, input, weights, {
    strides: [op.strideRows, op.strideColumns],
    depthwise: op.groups > 1,
    dilation: op.dilation,
    pad: isEven ? 'same' : 'valid',
    rows: isEven ? wholeAxis(height) : cutAxis(height, tall, op.strideRows, op.top),
    columns: isEven ? wholeAxis(width) : cutAxis(width, wide, op.strideColumns, op.left),
  });
}

function run(tf: Tensorflow, input: Tensor4D, weights: Tensor4D, geometry: Geometry): Layer {
  const { strides, pad, depthwise, dilation } = geometry;
  const output = tf.tidy(() => {
    const image = cutOut(tf, input, geometry);
    const kernel = spread(tf, kernelFor(tf, weights, depthwise), dilation);
    return depthwise
      ? tf.depthwiseConv2d(image, kernel, strides, pad)
      : tf.conv2d(image, kernel, strides, pad);
  });
  const backward = (gradient: Tensor4D, wanted: boolean) =>
    tf.tidy(() => {
      const image = cutOut(tf, input, geometry);
      const kernel = spread(tf, kernelFor(tf, weights, depthwise), dilation);
      const byKernel = kernelGradient(tf, image, gradient, kernel, geometry);
      const parameters = [tf.reshape(gather(tf, byKernel, dilation), weights.shape)];
      if (!wanted) return { inputs: [], parameters };
      const byImage = imageGradient(tf, image, gradient, kernel, geometry);
      return { inputs: [putBack(tf, byImage, input, geometry)], parameters };
    });
  return { output, backward };
}

/** Depthwise kernels are laid out as [rows, columns, channels, 1] here, in the same order of values. */
function kernelFor(tf: Tensorflow, weights: Tensor4D, depthwise: boolean): Tensor4D {
  const [rows, columns, , channels] = weights.shape;
  return depthwise ? tf.reshape(weights, [rows, columns, channels, 1]) : weights;
}

// The gradients are kernels of every backend, but none of the package's public functions; its own differentiation is
// not in the build for Node.

function kernelGradient(
  tf: Tensorflow,
  x: Tensor4D,
  dy: Tensor4D,
  kernel: Tensor4D,
  { strides, pad, depthwise }: Geometry,
): Tensor4D {
  const shared = { strides, pad, filterShape: kernel.shape };
  const run = (name: string, attributes: object): Tensor4D =>
    tf.engine().runKernel(name, { x, dy }, { ...attributes }) as Tensor4D;
  if (depthwise) return run(tf.DepthwiseConv2dNativeBackpropFilter, { ...shared, dilations: [1, 1] });
  return run(tf.Conv2DBackpropFilter, { ...shared, dataFormat: 'NHWC' });
}

function imageGradient(
  tf: Tensorflow,
  x: Tensor4D,
  dy: Tensor4D,
  filter: Tensor4D,
  { strides, pad, depthwise }: Geometry,
): Tensor4D {
  const shared = { strides, pad, inputShape: x.shape };
  const run = (name: string, attributes: object): Tensor4D =>
    tf.engine().runKernel(name, { dy, filter }, { ...attributes }) as Tensor4D;
  if (depthwise) return run(tf.DepthwiseConv2dNativeBackpropInput, { ...shared, dilations: [1, 1] });
  return run(tf.Conv2DBackpropInput, { ...shared, dataFormat: 'NHWC' });
}

function wholeAxis(length: number): Cut {
  return { skip: 0, used: length, before: 0, after: 0, length };
}

/** For outputs ceil(length / stride) that read from `offset` on; at least one pixel is used. */
function cutAxis(length: number, extent: number, stride: number, offset: number): Cut {
  const needed = (Math.ceil(length / stride) - 1) * stride + extent;
  const before = Math.max(0, -offset);
  const skip = Math.max(0, offset);
  const used = Math.max(0, Math.min(length - skip, needed - before));
  return { skip, used, before, after: needed - before - used, length };
}

function isWhole({ used, before, after, length }: Cut): boolean {
  return used === length && before === 0 && after === 0;
}

function cutOut(tf: Tensorflow, input: Tensor4D, { rows, columns }: Geometry): Tensor4D {
  if (isWhole(rows) && isWhole(columns)) return input;
  const [images, , , channels] = input.shape;
  if (rows.used === 0 || columns.used === 0) {
    return tf.zeros([images, rows.before + rows.after, columns.before + columns.after, channels]);
  }
  const part = tf.slice(input, [0, rows.skip, columns.skip, 0], [images, rows.used, columns.used, channels]);
  return tf.pad(part, [
    [0, 0],
    [rows.before, rows.after],
    [columns.before, columns.after],
    [0, 0],
  ]);
}

/** The adjoint of `cutOut`: a gradient by what was cut out becomes one by the input. */
function putBack(tf: Tensorflow, gradient: Tensor4D, input: Tensor4D, { rows, columns }: Geometry): Tensor4D {
  if (isWhole(rows) && isWhole(columns)) return gradient;
  const [images, , , channels] = input.shape;
  if (rows.used === 0 || columns.used === 0) return tf.zerosLike(input);
  const size: [number, number, number, number] = [images, rows.used, columns.used, channels];
  const part = tf.slice(gradient, [0, rows.before, columns.before, 0], size);
  const rest = ({ skip, used, length }: Cut): [number, number] => [skip, length - skip - used];
  return tf.pad(part, [[0, 0], rest(rows), rest(columns), [0, 0]]);
}

/** Inserts the zeros of a dilated kernel, since no backend has gradients of dilated convolutions. */
function spread(tf: Tensorflow, kernel: Tensor4D, dilation: number): Tensor4D {
  if (dilation === 1) return kernel;
  const [rows, columns, inner, outer] = kernel.shape;
  const gap = dilation - 1;
  const apart = tf.pad(tf.reshape<Rank4>(kernel, [rows, 1, columns, inner * outer]), [
    [0, 0],
    [0, gap],
    [0, 0],
    [0, 0],
  ]);
  const tall = tf.reshape<Rank4>(apart, [rows * dilation, columns, 1, inner * outer]);
  const both = tf.pad(tall, [
    [0, 0],
    [0, 0],
    [0, gap],
    [0, 0],
  ]);
  const whole = tf.reshape<Rank4>(both, [rows * dilation, columns * dilation, inner, outer]);
  return tf.slice(whole, [0, 0, 0, 0], [rows * dilation - gap, columns * dilation - gap, inner, outer]);
}

/** The adjoint of `spread`. */
function gather(tf: Tensorflow, gradient: Tensor4D, dilation: number): Tensor {
  if (dilation === 1) return gradient;
  const [tall, wide, inner, outer] = gradient.shape;
  const gap = dilation - 1;
  const [rows, columns] = [(tall + gap) / dilation, (wide + gap) / dilation];
  const whole = tf.pad(gradient, [
    [0, gap],
    [0, gap],
    [0, 0],
    [0, 0],
  ]);
  const byRow = tf.reshape<Rank4>(whole, [rows, dilation, wide + gap, inner * outer]);
  const thin = tf.slice(byRow, [0, 0, 0, 0], [rows, 1, wide + gap, inner * outer]);
  const byColumn = tf.reshape<Rank4>(thin, [rows, columns, dilation, inner * outer]);
  return tf.slice(byColumn, [0, 0, 0, 0], [rows, columns, 1, inner * outer]);
}
