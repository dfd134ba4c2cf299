import type * as tensorflow from '@tensorflow/tfjs-core';

/** The namespace of TensorFlow.js, from whichever package gives the backend. Only its core is used. */
export type Tensorflow = typeof tensorflow;
export type Tensor = tensorflow.Tensor;
export type Tensor1D = tensorflow.Tensor1D;
export type Tensor2D = tensorflow.Tensor2D;
/** Images, rows, columns, channels. */
export type Tensor3D = tensorflow.Tensor3D;
export type Tensor4D = tensorflow.Tensor4D;
export type Rank2 = tensorflow.Rank.R2;
export type Rank4 = tensorflow.Rank.R4;
export type Variable = tensorflow.Variable;
