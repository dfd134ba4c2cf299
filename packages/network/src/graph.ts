/** Height and width in pixels, channels of one feature map or image. */
export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

interface LayerBase {
  /** Position in `NetworkGraph.layers`, from 0; every input is smaller (topological order). */
  readonly id: number;
  /** For people, e.g. `phase 1 / node 3 / conv 3x3`. */
  readonly label: string;
  /** Phase (macro space) or cell of the stack (micro space) the layer belongs to, 0-based; null outside of them. */
  readonly phase: number | null;
  /** Ids of the layers whose outputs are read. */
  readonly inputs: readonly number[];
  readonly output: Shape;
  /** Trainable parameters. */
  readonly params: number;
  /** FLOPs of one image by the rules of `docs/architecture.md` (conv and dense: multiply-accumulates). */
  readonly flops: number;
  /** Set on the layers of the auxiliary head. */
  readonly auxiliary?: true;
}

export interface InputLayer extends LayerBase {
  readonly kind: 'input';
}
/**
 * Square convolution without bias, stride 1; a kernel of 2 is `valid`. Weight layout everywhere: kernel row, kernel
 * column, input channel, output channel.
 */
export interface ConvLayer extends LayerBase {
  readonly kind: 'conv';
  readonly kernel: 1 | 2 | 3;
  readonly padding: 'same' | 'valid';
  readonly inChannels: number;
  readonly outChannels: number;
}
/** How a general convolution moves over its input. */
export interface ConvGeometry {
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideRows: number;
  readonly strideColumns: number;
  /** Distance between neighbouring kernel elements, in rows and in columns alike; 1 = dense kernel. */
  readonly dilation: number;
  /** Divides both channel counts: output channels of a group read the input channels of that group only. */
  readonly groups: number;
  /** Row of the input that kernel row 0 meets for output row 0: negative = so much zero padding. */
  readonly top: number;
  /** Column of the input that kernel column 0 meets for output column 0. */
  readonly left: number;
}
/**
 * Convolution without bias. Output (y, x) sums, over kernel row i and column j, input (y * strideRows + top +
 * i * dilation, x * strideColumns + left + j * dilation), where pixels outside the map are zero. Output height =
 * ceil(input height / strideRows), width alike. Weight layout: kernel row, kernel column, input channel within the
 * group, output channel. Micro networks use it depthwise (`groups` = channels), as strided 1x1, and as 1x7 and 7x1.
 */
export interface GeneralConvLayer extends LayerBase, ConvGeometry {
  readonly kind: 'generalConv';
  readonly inChannels: number;
  readonly outChannels: number;
}
/** Batch normalisation (affine). */
export interface BatchNormLayer extends LayerBase {
  readonly kind: 'batchNorm';
}
export interface ReluLayer extends LayerBase {
  readonly kind: 'relu';
}
/** Batch normalisation (affine) followed by ReLU. */
export interface BatchNormReluLayer extends LayerBase {
  readonly kind: 'batchNormRelu';
}
/** Concatenation along channels, in the order of `inputs`. */
export interface ConcatLayer extends LayerBase {
  readonly kind: 'concat';
}
/** Sum of two maps of equal shape; both inputs may be the same layer. */
export interface AddLayer extends LayerBase {
  readonly kind: 'add';
}
/**
 * 3x3 pooling with the window centred on input (y * stride, x * stride). Pixels outside the map take no part: the
 * average is over those inside. Output height = ceil(input height / stride), width alike.
 */
export interface PaddedPoolLayer extends LayerBase {
  readonly kind: 'paddedPool';
  readonly method: 'max' | 'average';
  readonly stride: 1 | 2;
}
/** 2x2 max pooling with stride 2; an odd last row or column is dropped. */
export interface MaxPoolLayer extends LayerBase {
  readonly kind: 'maxPool';
}
/** Average over squares of `kernel` pixels, without padding. Output height = floor((input height - kernel) / stride) + 1. */
export interface AveragePoolLayer extends LayerBase {
  readonly kind: 'averagePool';
  readonly kernel: number;
  readonly stride: number;
}
/**
 * In training drops the map of an image with a probability that the recipe sets, or else divides it by that of keeping it
 * (Larsson et al. 2016); otherwise the identity.
 */
export interface DropPathLayer extends LayerBase {
  readonly kind: 'dropPath';
}
export interface GlobalAveragePoolLayer extends LayerBase {
  readonly kind: 'globalAveragePool';
}
/** Fully connected with bias; output shape 1 x 1 x classes. */
export interface DenseLayer extends LayerBase {
  readonly kind: 'dense';
  readonly inFeatures: number;
  readonly outFeatures: number;
}

export type Layer =
  | InputLayer
  | ConvLayer
  | GeneralConvLayer
  | BatchNormLayer
  | ReluLayer
  | BatchNormReluLayer
  | AddLayer
  | ConcatLayer
  | MaxPoolLayer
  | PaddedPoolLayer
  | AveragePoolLayer
  | GlobalAveragePoolLayer
  | DropPathLayer
  | DenseLayer;

/** A second classifier, in final training only: its loss is added to the network's, with a weight that the recipe sets. */
export interface AuxiliaryHead {
  /** Id of its dense layer. */
  readonly logits: number;
  /** Of its layers, which those of the network do not include. */
  readonly params: number;
  readonly flops: number;
}

/**
 * A network as trained: layers in topological order, the first is the input, the last is the dense classifier. Params and
 * FLOPs are those of the network that classifies, without the auxiliary head.
 */
export interface NetworkGraph {
  readonly layers: readonly Layer[];
  readonly image: Shape;
  readonly classes: number;
  /** Trainable parameters, including `unusedParams`. */
  readonly params: number;
  /** FLOPs of one image. */
  readonly flops: number;
  /** Parameters of layers that exist in the published networks without ever being applied; counted, never trained. */
  readonly unusedParams: number;
  readonly auxiliary?: AuxiliaryHead;
}
