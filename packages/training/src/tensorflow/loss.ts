import type { Tensor, Tensor2D, Tensor4D, Tensorflow } from './tensorflow.ts';

/**
 * Softmax cross-entropy: its mean over the batch, and the gradient of `weight` times that by the logits.
 * @param targets probability of each class by image, each row adding up to 1
 */
export function crossEntropy(
  tf: Tensorflow,
  output: Tensor4D,
  targets: Tensor2D,
  weight: number,
): { loss: Tensor; gradient: Tensor4D } {
  const [images, classes] = targets.shape;
  const [loss, gradient] = tf.tidy(() => {
    const logits: Tensor2D = tf.reshape(output, [images, classes]);
    const shifted = tf.sub(logits, tf.max(logits, 1, true));
    const logProbability = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
    const loss = tf.div(tf.neg(tf.sum(tf.mul(targets, logProbability))), images);
    const byLogits = tf.mul(tf.sub(tf.exp(logProbability), targets), weight / images);
    return [loss, tf.reshape(byLogits, output.shape) as Tensor4D] as const;
  });
  return { loss, gradient };
}

/** The label's class, less the share `smoothing`, which all classes get evenly (as PyTorch's `label_smoothing`). */
export function targetsOf(labels: Uint16Array, classes: number, smoothing: number): Float32Array {
  const targets = new Float32Array(labels.length * classes).fill(smoothing / classes);
  labels.forEach((label, image) => {
    targets[image * classes + label] = 1 - smoothing + smoothing / classes;
  });
  return targets;
}
