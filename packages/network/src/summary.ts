import { assertNever } from './assertNever.ts';
import type { GeneralConvLayer, Layer, NetworkGraph, Shape } from './graph.ts';

/** One line of the text equivalent of a network's diagram. */
export interface LayerSummary {
  readonly id: number;
  readonly label: string;
  /** What the layer computes, e.g. `conv 3x3, 36 → 72 channels`. */
  readonly operation: string;
  /** Ids of the layers it reads. */
  readonly inputs: readonly number[];
  /** Height x width x channels. */
  readonly output: string;
  readonly params: number;
  readonly flops: number;
}

/** A network as text: the totals and one line per layer, in topological order. */
export interface NetworkSummary {
  readonly params: number;
  readonly flops: number;
  readonly unusedParams: number;
  readonly layers: readonly LayerSummary[];
}

/** Describes each layer of a network in words. */
export function summarise(graph: NetworkGraph): NetworkSummary {
  const layers = graph.layers.map((layer) => ({
    id: layer.id,
    label: layer.label,
    operation: operation(layer),
    inputs: layer.inputs,
    output: shapeText(layer.output),
    params: layer.params,
    flops: layer.flops,
  }));
  return { params: graph.params, flops: graph.flops, unusedParams: graph.unusedParams, layers };
}

function shapeText(shape: Shape): string {
  return `${shape.height}x${shape.width}x${shape.channels}`;
}

function operation(layer: Layer): string {
  switch (layer.kind) {
    case 'input':
      return 'input';
    case 'conv': {
      const padding = layer.padding === 'valid' ? ', no padding' : '';
      return `conv ${layer.kernel}x${layer.kernel}, ${layer.inChannels} → ${layer.outChannels} channels${padding}`;
    }
    case 'generalConv':
      return generalConv(layer);
    case 'batchNorm':
      return 'batch norm';
    case 'relu':
      return 'relu';
    case 'batchNormRelu':
      return 'batch norm + relu';
    case 'add':
      return 'sum of 2';
    case 'concat':
      return `concat of ${layer.inputs.length}`;
    case 'maxPool':
      return 'max pool 2x2';
    case 'paddedPool':
      return `${layer.method} pool 3x3, stride ${layer.stride}, padded`;
    case 'averagePool':
      return `average pool ${layer.kernel}x${layer.kernel}, stride ${layer.stride}`;
    case 'dropPath':
      return 'drop path';
    case 'globalAveragePool':
      return 'global average pool';
    case 'dense':
      return `dense, ${layer.inFeatures} → ${layer.outFeatures} features`;
    default:
      return assertNever(layer);
  }
}

function generalConv(layer: GeneralConvLayer): string {
  const { strideRows, strideColumns, dilation, groups, inChannels, outChannels } = layer;
  const kernel = `${layer.kernelHeight}x${layer.kernelWidth}`;
  const depthwise = groups > 1 && groups === inChannels && groups === outChannels;
  const words = [
    depthwise
      ? `depthwise conv ${kernel}, ${inChannels} channels`
      : `conv ${kernel}, ${inChannels} → ${outChannels} channels`,
  ];
  if (groups > 1 && !depthwise) words.push(`${groups} groups`);
  if (strideRows !== strideColumns) words.push(`stride ${strideRows}x${strideColumns}`);
  else if (strideRows > 1) words.push(`stride ${strideRows}`);
  if (dilation > 1) words.push(`dilation ${dilation}`);
  if (layer.top > 0 || layer.left > 0) words.push(`from pixel ${layer.top},${layer.left}`);
  return words.join(', ');
}
