import type { Tensor, Tensor1D, Tensor4D, Tensorflow } from './tensorflow.ts';

/** What a layer computes beside its inputs and parameters. */
export interface LayerContext {
  readonly tf: Tensorflow;
  /** Statistics of the batch and random paths in training, running statistics and all paths in evaluation. */
  readonly training: boolean;
  /** By `dropPath` op, what it multiplies each image by; without one, all by 1. */
  readonly pathFactors: ReadonlyMap<number, Float32Array>;
}

export interface Gradients {
  /** By each input, in order; empty unless they were wanted. */
  readonly inputs: readonly Tensor4D[];
  /** By each trained parameter, in canonical order. */
  readonly parameters: readonly Tensor[];
}

/** A layer that has run forwards. Its inputs and output must outlive `backward`. */
export interface Layer {
  readonly output: Tensor4D;
  /** Tensors for `backward` alone. */
  readonly saved?: readonly Tensor[];
  /** Mean and unbiased variance of the batch, by channel. */
  readonly statistics?: readonly Tensor1D[];
  /** From the gradient by the output; those by the inputs only if `wanted`. */
  backward(gradient: Tensor4D, wanted: boolean): Gradients;
}
