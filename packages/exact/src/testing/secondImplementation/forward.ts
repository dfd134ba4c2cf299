import { add, element, item, positivePart } from './arithmetic.ts';
import { batchStatistics, type ChannelStatistics, normalised } from './batchNorm.ts';
import { convolution } from './convolution.ts';
import { type DropPathFactors, dropPath } from './dropPath.ts';
import { changed, concatenated, type FeatureMap, type Tensor } from './featureMap.ts';
import { type Activations, batchNormParametersOf, layerOf, type Network } from './network.ts';
import { blockNamed } from './parameters.ts';
import { globalAverage, windowPool } from './pooling.ts';
import { inputsOf } from './structure.ts';

/** "Forward" of the contract, in training: batch normalisations use the batch, and update their running statistics. */
export function forward(network: Network, input: Tensor, dropPathFactors: DropPathFactors): Activations {
  const tensors: Tensor[] = [input];
  const statistics = new Map<number, ChannelStatistics[]>();
  for (const index of network.plan.ops.keys()) {
    tensors.push(outputOf(network, index, { tensors, statistics, dropPathFactors }));
  }
  return { tensors, statistics, dropPathFactors };
}

interface Unfinished {
  readonly tensors: readonly Tensor[];
  readonly statistics: Map<number, ChannelStatistics[]>;
  readonly dropPathFactors: DropPathFactors;
}

function outputOf(
  network: Network,
  index: number,
  { tensors, statistics, dropPathFactors }: Unfinished,
): Tensor {
  const op = item(network.plan.ops, index);
  const shape = item(network.shapes, index + 1);
  const inputs = inputsOf(op).map((tensor) => item(tensors, tensor));
  const input = item(inputs, 0);
  switch (op.kind) {
    case 'conv':
    case 'generalConv':
      return convolution(layerOf(network, op), input);
    case 'dense': {
      const bias = blockNamed(network.blocks, index, 'bias').values;
      const products = convolution(layerOf(network, op), input);
      return products.map((map) => changed(map, (value, place) => add(value, element(bias, place))));
    }
    case 'batchNorm':
    case 'batchNormRelu': {
      const ofBatch = batchStatistics(input, batchNormParametersOf(network, index));
      statistics.set(index, ofBatch);
      return normalised(input, ofBatch, op.kind === 'batchNormRelu');
    }
    case 'relu':
      return input.map((map) => changed(map, positivePart));
    case 'add':
      return input.map((map, image) => sumOf(map, item(item(inputs, 1), image)));
    case 'dropPath':
      return dropPath(input, index, dropPathFactors);
    case 'concat':
      return input.map((_, image) =>
        concatenated(
          shape,
          inputs.map((tensor) => item(tensor, image)),
        ),
      );
    case 'maxPool':
    case 'paddedPool':
    case 'averagePool':
      return input.map((map) => windowPool(op, map, shape));
    case 'globalAveragePool':
      return input.map((map) => globalAverage(map, shape));
  }
}

function sumOf(left: FeatureMap, right: FeatureMap): FeatureMap {
  return changed(left, (value, place) => add(value, element(right.values, place)));
}
