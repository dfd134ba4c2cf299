import { element, item } from './arithmetic.ts';
import { batchNormGradients } from './batchNorm.ts';
import { gradientByBias, gradientByInput, gradientByWeights } from './convolution.ts';
import { dropPath } from './dropPath.ts';
import { changed, type Tensor } from './featureMap.ts';
import type { Gradients } from './gradients.ts';
import { type Activations, layerOf, type Network } from './network.ts';
import { blockNamed } from './parameters.ts';
import {
  addPaddedMaximumGradient,
  averageGradient,
  globalAverageGradient,
  isMaximum,
  maxPoolGradient,
  type WindowPoolOp,
} from './pooling.ts';

/** A step on its way back. */
interface Backward {
  readonly network: Network;
  readonly activations: Activations;
  readonly gradients: Gradients;
}

/**
 * "Backward" of the contract. `gradients` holds those by the logits; afterwards the blocks of `network` hold those by the
 * parameters.
 */
export function backward(step: Backward): void {
  for (let index = step.network.plan.ops.length - 1; index >= 0; index--) {
    const incoming = step.gradients.by(index + 1);
    if (incoming) passBack(step, index, incoming);
  }
}

/** `incoming` is the gradient by the output of op `index`. */
function passBack(step: Backward, index: number, incoming: Tensor): void {
  const { network, activations, gradients } = step;
  const op = item(network.plan.ops, index);
  switch (op.kind) {
    case 'conv':
    case 'dense':
    case 'generalConv': {
      const layer = layerOf(network, op);
      const input = item(activations.tensors, op.input);
      if (op.kind === 'dense') setGradient(network, index, 'bias', gradientByBias(incoming));
      setGradient(network, index, 'weights', gradientByWeights(layer, input, incoming));
      if (!gradients.wants(op.input)) return;
      const byInput = gradientByInput(layer, incoming);
      if (op.kind === 'generalConv') gradients.contribute(op.input, byInput);
      else gradients.contributeToParts(op.input, byInput);
      return;
    }
    case 'batchNorm':
    case 'batchNormRelu': {
      const input = item(activations.tensors, op.input);
      const statistics = activations.statistics.get(index) ?? [];
      const found = batchNormGradients(input, incoming, statistics, op.kind === 'batchNormRelu');
      setGradient(network, index, 'gamma', found.byGamma);
      setGradient(network, index, 'beta', found.byBeta);
      gradients.contribute(op.input, found.byInput);
      return;
    }
    case 'relu': {
      const output = item(activations.tensors, index + 1);
      const passed = incoming.map((map, image) => {
        const { values } = item(output, image);
        return changed(map, (value, place) => (element(values, place) > 0 ? value : 0));
      });
      gradients.contributeToParts(op.input, passed);
      return;
    }
    case 'concat':
      gradients.contributeToParts(index + 1, incoming);
      return;
    case 'add':
      for (const input of op.inputs) gradients.contribute(input, incoming);
      return;
    case 'dropPath':
      gradients.contribute(op.input, dropPath(incoming, index, activations.dropPathFactors));
      return;
    case 'maxPool':
    case 'paddedPool':
    case 'averagePool':
      if (gradients.wants(op.input)) passBackPool(step, op, incoming);
      return;
    case 'globalAveragePool': {
      const shape = item(network.shapes, op.input);
      gradients.contribute(
        op.input,
        incoming.map((map) => globalAverageGradient(shape, map)),
      );
    }
  }
}

function passBackPool(
  { network, activations, gradients }: Backward,
  op: WindowPoolOp,
  incoming: Tensor,
): void {
  const input = item(activations.tensors, op.input);
  const shape = item(network.shapes, op.input);
  if (!isMaximum(op)) {
    gradients.contribute(
      op.input,
      incoming.map((map) => averageGradient(op, shape, map)),
    );
  } else if (op.kind === 'paddedPool') {
    const sums = gradients.sumsOf(op.input, incoming.length);
    for (const [image, map] of incoming.entries()) {
      addPaddedMaximumGradient(op, item(input, image), map, item(sums, image));
    }
  } else if (op.kind === 'maxPool') {
    const maps = incoming.map((map, image) => maxPoolGradient(op, item(input, image), map));
    // Further contributions leave the odd last row and column alone.
    gradients.contribute(op.input, maps, (place) => {
      const position = Math.floor(place / shape.channels);
      const [row, column] = [Math.floor(position / shape.width), position % shape.width];
      return row < shape.height - (shape.height % 2) && column < shape.width - (shape.width % 2);
    });
  }
}

function setGradient(
  { blocks }: Network,
  op: number,
  name: 'weights' | 'bias' | 'gamma' | 'beta',
  values: Float32Array,
): void {
  blockNamed(blocks, op, name).gradient.set(values);
}
