import type { Plan, PlanOp } from '@naschain/exact';
import type { Layer, NetworkGraph } from '@naschain/network';

/** What DARTS and NSGA-Net multiply the auxiliary head's loss by. */
const AUXILIARY_WEIGHT = 0.4;

/**
 * The exact engine's plan of a network: tensor `i` of the plan is the output of layer `i`. `auxiliaryWeight` is that of the
 * auxiliary head's loss, if there is one.
 */
export function planFromGraph(graph: NetworkGraph, auxiliaryWeight = AUXILIARY_WEIGHT): Plan {
  const { image, classes, layers, auxiliary } = graph;
  const ops = layers.flatMap((layer, index) => {
    if (layer.id !== index) throw new RangeError(`layer ${layer.id} is at position ${index}`);
    return layer.kind === 'input' ? [] : [opOf(layer)];
  });
  if (layers[0]?.kind !== 'input' || ops.length !== layers.length - 1) {
    throw new RangeError('the first layer of a network, and no other, must be its input');
  }
  if (!auxiliary) return { image, classes, ops };
  return { image, classes, ops, auxiliary: { logits: auxiliary.logits, weight: auxiliaryWeight } };
}

function opOf(layer: Exclude<Layer, { kind: 'input' }>): PlanOp {
  const [input = -1] = layer.inputs;
  switch (layer.kind) {
    case 'conv': {
      const { kernel, padding, outChannels } = layer;
      return { kind: 'conv', input, kernel, padding, outChannels };
    }
    case 'concat':
      return { kind: 'concat', inputs: layer.inputs };
    case 'dense':
      return { kind: 'dense', input, outFeatures: layer.outFeatures };
    case 'batchNorm':
    case 'batchNormRelu':
    case 'relu':
    case 'dropPath':
    case 'maxPool':
    case 'globalAveragePool':
      return { kind: layer.kind, input };
    case 'generalConv': {
      const { kernelHeight, kernelWidth, strideRows, strideColumns, dilation, groups, top, left } = layer;
      const geometry = { kernelHeight, kernelWidth, strideRows, strideColumns, dilation, groups, top, left };
      return { kind: 'generalConv', input, ...geometry, outChannels: layer.outChannels };
    }
    case 'add': {
      const [, second = -1] = layer.inputs;
      return { kind: 'add', inputs: [input, second] };
    }
    case 'paddedPool':
      return { kind: 'paddedPool', input, method: layer.method, stride: layer.stride };
    case 'averagePool':
      return { kind: 'averagePool', input, kernel: layer.kernel, stride: layer.stride };
  }
}
