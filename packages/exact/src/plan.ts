/** Height and width in pixels, channels. */
export interface PlanShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Square convolution, stride 1, no bias. Weights: kernel row, kernel column, input channel, output channel. */
export interface ConvOp {
  readonly kind: 'conv';
  readonly input: number;
  readonly kernel: 1 | 3;
  readonly padding: 'same' | 'valid';
  readonly outChannels: number;
}
/** Batch normalisation (affine, epsilon 1e-5, running statistics with momentum 0.1), then ReLU. */
export interface BatchNormReluOp {
  readonly kind: 'batchNormRelu';
  readonly input: number;
}
/** Concatenation along the channels, in the order of `inputs`. */
export interface ConcatOp {
  readonly kind: 'concat';
  readonly inputs: readonly number[];
}
/** 2x2 maximum with stride 2; an odd last row or column is dropped. */
export interface MaxPoolOp {
  readonly kind: 'maxPool';
  readonly input: number;
}
export interface GlobalAveragePoolOp {
  readonly kind: 'globalAveragePool';
  readonly input: number;
}
/** Fully connected with bias, on a 1x1 tensor. Weights: input feature, output feature. */
export interface DenseOp {
  readonly kind: 'dense';
  readonly input: number;
  readonly outFeatures: number;
}

export type PlanOp = ConvOp | BatchNormReluOp | ConcatOp | MaxPoolOp | GlobalAveragePoolOp | DenseOp;

/**
 * A network as ops on numbered tensors: tensor 0 is the image, op `i` makes tensor `i + 1` from earlier ones. The last
 * op is the dense classifier, whose output goes into softmax cross-entropy; every other tensor is read by some op.
 */
export interface Plan {
  readonly image: PlanShape;
  readonly classes: number;
  readonly ops: readonly PlanOp[];
}

/** Tensors an op reads, in order. */
export function inputsOf(op: PlanOp): readonly number[] {
  return op.kind === 'concat' ? op.inputs : [op.input];
}
