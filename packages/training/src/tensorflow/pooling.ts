import type { PlanOp } from '@naschain/exact';
import type { Layer } from './layer.ts';
import { joined, lined, taps, untaps, type Window } from './taps.ts';
import type { Tensor3D, Tensor4D, Tensorflow } from './tensorflow.ts';

type PaddedPoolOp = Extract<PlanOp, { kind: 'paddedPool' }>;
type AveragePoolOp = Extract<PlanOp, { kind: 'averagePool' }>;

/** Below every value that a network has, and no infinity, whose product with 0 would be NaN. */
const LOWEST = -3e38;

/** 2x2 maximum with stride 2; an odd last row or column is dropped. */
export function maxPool(tf: Tensorflow, input: Tensor4D): Layer {
  const [, height, width] = input.shape;
  const shared = { size: 2, stride: 2, before: 0 } as const;
  return maximum(
    tf,
    input,
    { ...shared, axis: 'columns', out: Math.floor(width / 2) },
    { ...shared, axis: 'rows', out: Math.floor(height / 2) },
  );
}

/** 3x3 pool centred on (y * stride, x * stride), over the pixels inside. */
export function paddedPool(tf: Tensorflow, { method, stride }: PaddedPoolOp, input: Tensor4D): Layer {
  const [, height, width] = input.shape;
  const shared = { size: 3, stride, before: 1 } as const;
  const columns: Window = { ...shared, axis: 'columns', out: Math.ceil(width / stride) };
  const rows: Window = { ...shared, axis: 'rows', out: Math.ceil(height / stride) };
  return method === 'max' ? maximum(tf, input, columns, rows) : average(tf, input, columns, rows);
}

/** Average over squares of `kernel` pixels, all of them inside. */
export function averagePool(tf: Tensorflow, { kernel, stride }: AveragePoolOp, input: Tensor4D): Layer {
  const [, height, width] = input.shape;
  const along = (axis: Window['axis'], length: number): Window => {
    return { axis, size: kernel, stride, before: 0, out: Math.floor((length - kernel) / stride) + 1 };
  };
  return average(tf, input, along('columns', width), along('rows', height));
}

/**
 * Maximum along the columns, then along the rows. Backends disagree on who gets the gradient of equal values, and flat
 * parts of images are full of them: here, as in the exact engine, it is the first one in row-major order, since the
 * first row with the maximum wins, and within it the first column.
 */
function maximum(tf: Tensorflow, input: Tensor4D, columns: Window, rows: Window): Layer {
  const output = tf.tidy(() => maximumAlong(tf, maximumAlong(tf, input, columns), rows));
  const backward: Layer['backward'] = (gradient) =>
    tf.tidy(() => {
      const within = maximumAlong(tf, input, columns);
      const byWithin = maximumGradient(tf, within, gradient, rows);
      return { inputs: [maximumGradient(tf, input, byWithin, columns)], parameters: [] };
    });
  return { output, backward };
}

function maximumAlong(tf: Tensorflow, input: Tensor4D, window: Window): Tensor4D {
  const [first, ...others] = taps(tf, input, window, LOWEST);
  if (!first) throw new RangeError('a window has at least one element');
  const largest = others.reduce((best: Tensor3D, tap) => tf.maximum(best, tap), first);
  return joined(tf, largest, input.shape, window);
}

function maximumGradient(tf: Tensorflow, input: Tensor4D, gradient: Tensor4D, window: Window): Tensor4D {
  const [first, ...others] = taps(tf, input, window, LOWEST);
  if (!first) throw new RangeError('a window has at least one element');
  const best = [first];
  for (const tap of others) best.push(tf.maximum(best[best.length - 1] ?? first, tap));
  // From the last tap to the first: it gets the gradient only where it exceeds all before it.
  let rest = lined(tf, gradient, input.shape, window);
  const byTap: Tensor3D[] = [];
  for (let place = others.length; place > 0; place--) {
    const own: Tensor3D = tf.mul(
      rest,
      tf.cast(tf.greater(others[place - 1] ?? first, best[place - 1] ?? first), 'float32'),
    );
    byTap.unshift(own);
    rest = tf.sub(rest, own);
  }
  return untaps(tf, [rest, ...byTap], input.shape, window);
}

function average(tf: Tensorflow, input: Tensor4D, columns: Window, rows: Window): Layer {
  const [images, height, width, channels] = input.shape;
  const within: Tensor4D['shape'] = [images, height, columns.out, channels];
  const share = () => tf.tensor4d(shares(height, width, columns, rows), [1, rows.out, columns.out, 1]);
  const sumAlong = (tensor: Tensor4D, window: Window): Tensor4D =>
    joined(tf, tf.addN(taps(tf, tensor, window, 0)), tensor.shape, window);
  const spreadAlong = (gradient: Tensor4D, shape: Tensor4D['shape'], window: Window): Tensor4D => {
    const line = lined(tf, gradient, shape, window);
    return untaps(tf, new Array<Tensor3D>(window.size).fill(line), shape, window);
  };
  const output = tf.tidy((): Tensor4D => tf.mul(sumAlong(sumAlong(input, columns), rows), share()));
  const backward: Layer['backward'] = (gradient) =>
    tf.tidy(() => {
      const bySum: Tensor4D = tf.mul(gradient, share());
      const byWithin = spreadAlong(bySum, within, rows);
      return { inputs: [spreadAlong(byWithin, input.shape, columns)], parameters: [] };
    });
  return { output, backward };
}

/** By output pixel, 1 / (number of pixels of its window that lie inside). */
function shares(height: number, width: number, columns: Window, rows: Window): Float32Array {
  const inside = ({ stride, before, size }: Window, length: number, place: number): number => {
    const start = place * stride - before;
    return Math.min(length, start + size) - Math.max(0, start);
  };
  return Float32Array.from({ length: rows.out * columns.out }, (_, place) => {
    const [row, column] = [Math.floor(place / columns.out), place % columns.out];
    return 1 / (inside(rows, height, row) * inside(columns, width, column));
  });
}

/** Mean over all pixels: one row and column remain. */
export function globalAveragePool(tf: Tensorflow, input: Tensor4D): Layer {
  const [, height, width] = input.shape;
  const output = tf.mean(input, [1, 2], true) as Tensor4D;
  const backward: Layer['backward'] = (gradient) =>
    tf.tidy(() => {
      const share = tf.fill([1, height, width, 1], 1 / (height * width));
      const byInput: Tensor4D = tf.mul(gradient, share);
      return { inputs: [byInput], parameters: [] };
    });
  return { output, backward };
}
