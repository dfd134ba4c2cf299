import type { Plan, PlanOp } from '@naschain/exact';
import type { Layer, NetworkGraph } from '@naschain/network';
import { TrainingError } from './error.ts';

/**
 * The exact engine's plan of a network: tensor `i` of the plan is the output of layer `i`.
 * @throws TrainingError `network-unsupported` for layers that the engine cannot run: those of the micro space.
 */
export function planFromGraph(graph: NetworkGraph): Plan {
  const { image, classes, layers } = graph;
  const ops = layers.flatMap((layer, index) => {
    if (layer.id !== index) throw new RangeError(`layer ${layer.id} is at position ${index}`);
    return layer.kind === 'input' ? [] : [opOf(layer)];
  });
  if (layers[0]?.kind !== 'input' || ops.length !== layers.length - 1) {
    throw new RangeError('the first layer of a network, and no other, must be its input');
  }
  return { image, classes, ops };
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
    case 'batchNormRelu':
    case 'maxPool':
    case 'globalAveragePool':
      return { kind: layer.kind, input };
    case 'generalConv':
    case 'batchNorm':
    case 'relu':
    case 'add':
    case 'paddedPool':
      throw new TrainingError(
        'network-unsupported',
        `The exact engine does not train micro networks yet: it knows no layer "${layer.kind}" (${layer.label}).`,
      );
  }
}
