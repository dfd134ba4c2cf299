import type { Layer, LayerContext } from './layer.ts';
import type { Tensor1D, Tensor4D, Tensorflow } from './tensorflow.ts';

const EPSILON = 1e-5;
/** Images, rows and columns: everything but the channels. */
const PIXELS = [0, 1, 2];

export interface BatchNormParameters {
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  readonly runningMean: Tensor1D;
  readonly runningVariance: Tensor1D;
}

/** Batch normalisation, with a ReLU after it if `rectified` (points 5 and 6 of the exact engine's contract). */
export function normalise(
  { tf, training }: LayerContext,
  input: Tensor4D,
  parameters: BatchNormParameters,
  rectified: boolean,
): Layer {
  if (!training) return { output: byRunningStatistics(tf, input, parameters, rectified), backward: refuse };
  const { gamma, beta } = parameters;
  const [images, height, width] = input.shape;
  const count = images * height * width;
  const [output, mean, inverseDeviation, unbiased] = tf.tidy(() => {
    const mean = tf.mean(input, PIXELS) as Tensor1D;
    const centred = tf.sub(input, mean);
    const variance = tf.mean(tf.square(centred), PIXELS) as Tensor1D;
    const inverseDeviation = tf.rsqrt(tf.add(variance, EPSILON));
    const linear: Tensor4D = tf.add(tf.mul(centred, tf.mul(gamma, inverseDeviation)), beta);
    const unbiased = tf.mul(variance, count > 1 ? count / (count - 1) : 1) as Tensor1D;
    return [rectified ? tf.relu(linear) : linear, mean, inverseDeviation, unbiased] as const;
  });
  const backward: Layer['backward'] = (gradient, wanted) =>
    tf.tidy(() => {
      const d = rectified ? tf.mul(gradient, tf.step(output)) : gradient;
      const normalised = tf.mul(tf.sub(input, mean), inverseDeviation);
      const byBeta = tf.sum(d, PIXELS);
      const byGamma = tf.sum(tf.mul(d, normalised), PIXELS);
      if (!wanted) return { inputs: [], parameters: [byGamma, byBeta] };
      const scale = tf.mul(gamma, inverseDeviation);
      const centred = tf.sub(d, tf.div(byBeta, count));
      const byInput: Tensor4D = tf.mul(tf.sub(centred, tf.mul(normalised, tf.div(byGamma, count))), scale);
      return { inputs: [byInput], parameters: [byGamma, byBeta] };
    });
  return { output, saved: [inverseDeviation], statistics: [mean, unbiased], backward };
}

function byRunningStatistics(
  tf: Tensorflow,
  input: Tensor4D,
  { gamma, beta, runningMean, runningVariance }: BatchNormParameters,
  rectified: boolean,
): Tensor4D {
  return tf.tidy(() => {
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(runningVariance, EPSILON)));
    const shift = tf.sub(beta, tf.mul(runningMean, scale));
    const linear: Tensor4D = tf.add(tf.mul(input, scale), shift);
    return rectified ? tf.relu(linear) : linear;
  });
}

function refuse(): never {
  throw new RangeError('evaluation has no gradient');
}
