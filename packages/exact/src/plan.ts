/** Height and width in pixels, channels. */
export interface PlanShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Square convolution, stride 1, no bias; a kernel of 2 is `valid` only. Weights: kernel row, kernel column, input channel,
 * output channel.
 */
export interface ConvOp {
  readonly kind: 'conv';
  readonly input: number;
  readonly kernel: 1 | 2 | 3;
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

/**
 * Convolution without bias. Output (y, x) reads, for kernel row i and column j, input (y * strideRows + top + i * dilation,
 * x * strideColumns + left + j * dilation), zero outside; output size = ceil(input / stride). `groups` is 1, or the number
 * of input channels with as many output channels (depthwise). Weights: kernel row, kernel column, input channel within
 * the group, output channel.
 */
export interface GeneralConvOp {
  readonly kind: 'generalConv';
  readonly input: number;
  /** 1 to 15. */
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  /** 1 to 8. */
  readonly strideRows: number;
  readonly strideColumns: number;
  /** 1 to 8. */
  readonly dilation: number;
  readonly groups: number;
  /** From -(kernelHeight - 1) * dilation to strideRows - 1; `left` alike. */
  readonly top: number;
  readonly left: number;
  readonly outChannels: number;
}
/** As `BatchNormReluOp`, without the ReLU. */
export interface BatchNormOp {
  readonly kind: 'batchNorm';
  readonly input: number;
}
export interface ReluOp {
  readonly kind: 'relu';
  readonly input: number;
}
/** Sum of two tensors of equal shape; both may be the same tensor. */
export interface AddOp {
  readonly kind: 'add';
  readonly inputs: readonly [number, number];
}
/**
 * 3x3 pooling centred on input (y * stride, x * stride); pixels outside take no part (the average divides by those
 * inside). Output size = ceil(input / stride).
 */
export interface PaddedPoolOp {
  readonly kind: 'paddedPool';
  readonly method: 'max' | 'average';
  readonly stride: 1 | 2;
  readonly input: number;
}
/** Average over squares of `kernel` (1 to 15) pixels, without padding. Output size = floor((input - kernel) / stride) + 1. */
export interface AveragePoolOp {
  readonly kind: 'averagePool';
  readonly kernel: number;
  /** 1 to 8. */
  readonly stride: number;
  readonly input: number;
}
/**
 * Drop path (Larsson et al. 2016): in training each image's map is multiplied by 0 or 1 / (1 - p), drawn for each image
 * and op; in evaluation it is the identity. p is set for each training step.
 */
export interface DropPathOp {
  readonly kind: 'dropPath';
  readonly input: number;
}

export type PlanOp =
  | ConvOp
  | GeneralConvOp
  | BatchNormOp
  | BatchNormReluOp
  | ReluOp
  | AddOp
  | ConcatOp
  | MaxPoolOp
  | PaddedPoolOp
  | AveragePoolOp
  | GlobalAveragePoolOp
  | DropPathOp
  | DenseOp;

/** A second classifier, for training only: its cross-entropy times `weight` is added to the loss whose gradient is taken. */
export interface AuxiliaryHead {
  /** A tensor made by a dense op with one output per class; not the last tensor. */
  readonly logits: number;
  /** From 0 to 1000; rounded to single precision. */
  readonly weight: number;
}

/**
 * A network as ops on numbered tensors: tensor 0 is the image, op `i` makes tensor `i + 1` from earlier ones. The last
 * op is the dense classifier, whose output goes into softmax cross-entropy; every other tensor is read by some op, or is
 * the auxiliary head's output. Ops that only that output needs are left out of evaluation.
 */
export interface Plan {
  readonly image: PlanShape;
  readonly classes: number;
  readonly ops: readonly PlanOp[];
  readonly auxiliary?: AuxiliaryHead;
}

/** Tensors an op reads, in order. */
export function inputsOf(op: PlanOp): readonly number[] {
  return op.kind === 'concat' || op.kind === 'add' ? op.inputs : [op.input];
}
