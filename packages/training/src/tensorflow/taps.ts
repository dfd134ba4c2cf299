import type { Tensor3D, Tensor4D, Tensorflow } from './tensorflow.ts';

type Shape = Tensor4D['shape'];

/** A pool along one axis: output i reads elements i * stride - before, and so on, `size` of them. */
export interface Window {
  readonly axis: 'rows' | 'columns';
  readonly size: number;
  readonly stride: number;
  readonly before: number;
  /** Outputs along the axis. */
  readonly out: number;
}

/** The axis in the middle of everything before it and everything behind it, and how to fit it to the window. */
interface Line {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  readonly used: number;
  readonly after: number;
  /** Groups of `stride` elements, padding included. */
  readonly groups: number;
}

function lineOf([images, height, width, channels]: Shape, { axis, size, stride, before, out }: Window): Line {
  const [outer, length, inner] =
    axis === 'rows' ? [images, height, width * channels] : [images * height, width, channels];
  const groups = out - 1 + Math.ceil(size / stride);
  const used = Math.min(length, groups * stride - before);
  return { outer, length, inner, used, after: groups * stride - before - used, groups };
}

/** By place in the window, the elements that the outputs read; `fill` stands for those outside. */
export function taps(tf: Tensorflow, input: Tensor4D, window: Window, fill: number): Tensor3D[] {
  const { outer, length, inner, used, after, groups } = lineOf(input.shape, window);
  const { size, stride, before, out } = window;
  const line: Tensor3D = tf.reshape(input, [outer, length, inner]);
  const part = used < length ? tf.slice(line, [0, 0, 0], [outer, used, inner]) : line;
  const padded =
    before + after > 0
      ? tf.pad(
          part,
          [
            [0, 0],
            [before, after],
            [0, 0],
          ],
          fill,
        )
      : part;
  const grouped: Tensor3D = tf.reshape(padded, [outer, groups, stride * inner]);
  return Array.from({ length: size }, (_, place) =>
    tf.slice(grouped, [0, Math.floor(place / stride), (place % stride) * inner], [outer, out, inner]),
  );
}

/** The adjoint of `taps`: adds each tap's gradient to the elements it was read from. */
export function untaps(
  tf: Tensorflow,
  gradients: readonly Tensor3D[],
  shape: Shape,
  window: Window,
): Tensor4D {
  const { outer, length, inner, used, groups } = lineOf(shape, window);
  const { stride, before, out } = window;
  const spread = gradients.map((gradient, place) => {
    const [group, member] = [Math.floor(place / stride), place % stride];
    return tf.pad(gradient, [
      [0, 0],
      [group, groups - group - out],
      [member * inner, (stride - member - 1) * inner],
    ]);
  });
  const line: Tensor3D = tf.reshape(tf.addN(spread), [outer, groups * stride, inner]);
  const part = tf.slice(line, [0, before, 0], [outer, used, inner]);
  return tf.reshape(
    tf.pad(part, [
      [0, 0],
      [0, length - used],
      [0, 0],
    ]),
    shape,
  );
}

/** Outputs along the axis, as images again. */
export function joined(tf: Tensorflow, output: Tensor3D, shape: Shape, { axis, out }: Window): Tensor4D {
  const [images, height, width, channels] = shape;
  return tf.reshape(
    output,
    axis === 'rows' ? [images, out, width, channels] : [images, height, out, channels],
  );
}

/** The adjoint of `joined`. */
export function lined(tf: Tensorflow, gradient: Tensor4D, shape: Shape, window: Window): Tensor3D {
  const { outer, inner } = lineOf(shape, window);
  return tf.reshape(gradient, [outer, window.out, inner]);
}
