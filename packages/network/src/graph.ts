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
  /** Phase of the genome the layer stems from (0-based), or null outside phases. */
  readonly phase: number | null;
  /** Ids of the layers whose outputs are read. */
  readonly inputs: readonly number[];
  readonly output: Shape;
  /** Trainable parameters. */
  readonly params: number;
  /** FLOPs of one image by the rules of `docs/architecture.md` (conv and dense: multiply-accumulates). */
  readonly flops: number;
}

export interface InputLayer extends LayerBase {
  readonly kind: 'input';
}
/** Square convolution without bias, stride 1. Weight layout everywhere: kernel row, kernel column, input channel, output channel. */
export interface ConvLayer extends LayerBase {
  readonly kind: 'conv';
  readonly kernel: 1 | 3;
  readonly padding: 'same' | 'valid';
  readonly inChannels: number;
  readonly outChannels: number;
}
/** Batch normalisation (affine) followed by ReLU. */
export interface BatchNormReluLayer extends LayerBase {
  readonly kind: 'batchNormRelu';
}
/** Concatenation along channels, in the order of `inputs`. */
export interface ConcatLayer extends LayerBase {
  readonly kind: 'concat';
}
/** 2x2 max pooling with stride 2; an odd last row or column is dropped. */
export interface MaxPoolLayer extends LayerBase {
  readonly kind: 'maxPool';
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
  | BatchNormReluLayer
  | ConcatLayer
  | MaxPoolLayer
  | GlobalAveragePoolLayer
  | DenseLayer;

/** A network as trained: layers in topological order, the first is the input, the last is the dense classifier. */
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
}
