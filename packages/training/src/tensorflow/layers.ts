import type { PlanOp } from '@naschain/exact';
import { normalise } from './batchNormalisation.ts';
import { convolve, convolveGenerally } from './convolution.ts';
import type { Layer, LayerContext } from './layer.ts';
import { unknownOp } from './parameters.ts';
import { averagePool, globalAveragePool, maxPool, paddedPool } from './pooling.ts';
import type { Rank2, Rank4, Tensor, Tensor1D, Tensor2D, Tensor4D } from './tensorflow.ts';

/**
 * Runs an op forwards on its inputs. `parameters` are its blocks in canonical order.
 * @throws TrainingError `network-unsupported` for an op of unknown kind.
 */
export function runLayer(
  context: LayerContext,
  op: PlanOp,
  index: number,
  inputs: readonly Tensor4D[],
  parameters: readonly Tensor[],
): Layer {
  const { tf } = context;
  const input = inputs[0];
  if (!input) throw new RangeError(`op ${index} has no input`);
  switch (op.kind) {
    case 'conv':
      return convolve(tf, op, input, parameters[0] as Tensor4D);
    case 'generalConv':
      return convolveGenerally(tf, op, input, parameters[0] as Tensor4D);
    case 'batchNorm':
    case 'batchNormRelu': {
      const [gamma, beta, runningMean, runningVariance] = parameters as [
        Tensor1D,
        Tensor1D,
        Tensor1D,
        Tensor1D,
      ];
      const values = { gamma, beta, runningMean, runningVariance };
      return normalise(context, input, values, op.kind === 'batchNormRelu');
    }
    case 'relu':
      return {
        output: tf.relu(input),
        backward: (gradient) => ({
          inputs: [tf.tidy(() => tf.mul(gradient, tf.step(input)))],
          parameters: [],
        }),
      };
    case 'concat':
      return concatenate(context, inputs);
    case 'add':
      return {
        output: tf.add(input, inputs[1] ?? input),
        // Copies share the data; each is given away on its own.
        backward: (gradient) => ({ inputs: [gradient.clone(), gradient.clone()], parameters: [] }),
      };
    case 'maxPool':
      return maxPool(tf, input);
    case 'paddedPool':
      return paddedPool(tf, op, input);
    case 'averagePool':
      return averagePool(tf, op, input);
    case 'globalAveragePool':
      return globalAveragePool(tf, input);
    case 'dropPath':
      return dropPath(context, input, context.pathFactors.get(index));
    case 'dense':
      return dense(context, input, parameters as [Tensor2D, Tensor1D]);
    default:
      return unknownOp(op, index);
  }
}

function concatenate({ tf }: LayerContext, inputs: readonly Tensor4D[]): Layer {
  const sizes = inputs.map(({ shape }) => shape[3]);
  return {
    output: tf.concat([...inputs], 3),
    backward: (gradient) => ({ inputs: tf.split(gradient, sizes, 3), parameters: [] }),
  };
}

function dense({ tf }: LayerContext, input: Tensor4D, [weights, bias]: [Tensor2D, Tensor1D]): Layer {
  const [features, outputs] = weights.shape;
  const [images] = input.shape;
  const flatInput = (): Tensor2D => tf.reshape(input, [images, features]);
  const output = tf.tidy(() => {
    const sums = tf.matMul(flatInput(), weights);
    return tf.reshape<Rank4>(tf.add(sums, bias), [images, 1, 1, outputs]);
  });
  const backward: Layer['backward'] = (gradient, wanted) =>
    tf.tidy(() => {
      const flat = tf.reshape<Rank2>(gradient, [images, outputs]);
      const byWeights = tf.matMul(flatInput(), flat, true, false);
      const parameters = [byWeights, tf.sum(flat, 0)];
      if (!wanted) return { inputs: [], parameters };
      const byInput = tf.reshape<Rank4>(tf.matMul(flat, weights, false, true), input.shape);
      return { inputs: [byInput], parameters };
    });
  return { output, backward };
}

function dropPath({ tf }: LayerContext, input: Tensor4D, byImage: Float32Array | undefined): Layer {
  if (byImage === undefined) {
    return {
      output: input.clone(),
      backward: (gradient) => ({ inputs: [gradient.clone()], parameters: [] }),
    };
  }
  const [images] = input.shape;
  const factors = tf.tensor4d(byImage, [images, 1, 1, 1]);
  return {
    output: tf.mul(input, factors),
    saved: [factors],
    backward: (gradient) => ({ inputs: [tf.mul(gradient, factors)], parameters: [] }),
  };
}
