import type { ConvGeometry, Layer, NetworkGraph, Shape } from './graph.ts';

/** Where a layer comes from, for people. */
export interface Origin {
  readonly label: string;
  readonly phase: number | null;
  /** Whether it belongs to the auxiliary head. */
  readonly auxiliary?: true;
}

/** A layer already in the graph: what later layers need to know of it. */
export interface Tap {
  readonly id: number;
  readonly output: Shape;
}

const elements = (shape: Shape): number => shape.height * shape.width * shape.channels;

function totals(layers: readonly Layer[]): { params: number; flops: number } {
  return {
    params: layers.reduce((sum, layer) => sum + layer.params, 0),
    flops: layers.reduce((sum, layer) => sum + layer.flops, 0),
  };
}

/**
 * Appends layers in topological order and keeps their shapes, parameters and FLOPs.
 *
 * FLOPs of one image: conv and dense count multiply-accumulates, batch normalisation 2 and ReLU 1 per element,
 * pools one per *input* element (a dropped odd row included), addition and concatenation nothing.
 */
export class GraphBuilder {
  private readonly layers: Layer[] = [];

  input(image: Shape): Tap {
    return this.push({
      kind: 'input',
      ...this.head([], { label: 'image', phase: null }, image, 0, 0),
    });
  }

  /** The caller makes sure that a `valid` kernel fits into the map. */
  conv(from: Tap, outChannels: number, kernel: 1 | 2 | 3, padding: 'same' | 'valid', origin: Origin): Tap {
    const { height, width, channels } = from.output;
    const lost = padding === 'valid' ? kernel - 1 : 0;
    const output = { height: height - lost, width: width - lost, channels: outChannels };
    const params = kernel * kernel * channels * outChannels;
    return this.push({
      kind: 'conv',
      ...this.head([from.id], origin, output, params, params * output.height * output.width),
      kernel,
      padding,
      inChannels: channels,
      outChannels,
    });
  }

  /** The caller makes sure that `groups` divides both channel counts. */
  generalConv(from: Tap, outChannels: number, geometry: ConvGeometry, origin: Origin): Tap {
    const { height, width, channels } = from.output;
    const output = {
      height: Math.ceil(height / geometry.strideRows),
      width: Math.ceil(width / geometry.strideColumns),
      channels: outChannels,
    };
    const { kernelHeight, kernelWidth, groups } = geometry;
    const params = kernelHeight * kernelWidth * (channels / groups) * outChannels;
    return this.push({
      kind: 'generalConv',
      ...this.head([from.id], origin, output, params, params * output.height * output.width),
      ...geometry,
      inChannels: channels,
      outChannels,
    });
  }

  batchNorm(from: Tap, origin: Origin): Tap {
    const params = 2 * from.output.channels;
    return this.push({
      kind: 'batchNorm',
      ...this.head([from.id], origin, from.output, params, 2 * elements(from.output)),
    });
  }

  relu(from: Tap, origin: Origin): Tap {
    return this.push({
      kind: 'relu',
      ...this.head([from.id], origin, from.output, 0, elements(from.output)),
    });
  }

  batchNormRelu(from: Tap, origin: Origin): Tap {
    const params = 2 * from.output.channels;
    return this.push({
      kind: 'batchNormRelu',
      ...this.head([from.id], origin, from.output, params, 3 * elements(from.output)),
    });
  }

  /** All inputs have the same height and width. */
  concat(from: readonly Tap[], size: Shape, origin: Origin): Tap {
    const channels = from.reduce((sum, tap) => sum + tap.output.channels, 0);
    const inputs = from.map((tap) => tap.id);
    return this.push({ kind: 'concat', ...this.head(inputs, origin, { ...size, channels }, 0, 0) });
  }

  /** Both have the same shape. */
  add(left: Tap, right: Tap, origin: Origin): Tap {
    return this.push({ kind: 'add', ...this.head([left.id, right.id], origin, left.output, 0, 0) });
  }

  /** 3x3, the window centred; pixels outside the map take no part. */
  paddedPool(from: Tap, method: 'max' | 'average', stride: 1 | 2, origin: Origin): Tap {
    const { height, width, channels } = from.output;
    const output = { height: Math.ceil(height / stride), width: Math.ceil(width / stride), channels };
    return this.push({
      kind: 'paddedPool',
      ...this.head([from.id], origin, output, 0, elements(from.output)),
      method,
      stride,
    });
  }

  /** Without padding; the caller makes sure that the kernel fits into the map. */
  averagePool(from: Tap, kernel: number, stride: number, origin: Origin): Tap {
    const { height, width, channels } = from.output;
    const resized = (side: number): number => Math.floor((side - kernel) / stride) + 1;
    const output = { height: resized(height), width: resized(width), channels };
    const head = this.head([from.id], origin, output, 0, elements(from.output));
    return this.push({ kind: 'averagePool', ...head, kernel, stride });
  }

  /** Counts nothing: the network that classifies is without it. */
  dropPath(from: Tap, origin: Origin): Tap {
    return this.push({ kind: 'dropPath', ...this.head([from.id], origin, from.output, 0, 0) });
  }

  /** The caller makes sure that the map is at least 2 x 2. */
  maxPool(from: Tap, origin: Origin): Tap {
    const { height, width, channels } = from.output;
    const output = { height: Math.floor(height / 2), width: Math.floor(width / 2), channels };
    return this.push({
      kind: 'maxPool',
      ...this.head([from.id], origin, output, 0, elements(from.output)),
    });
  }

  globalAveragePool(from: Tap, origin: Origin): Tap {
    const output = { height: 1, width: 1, channels: from.output.channels };
    return this.push({
      kind: 'globalAveragePool',
      ...this.head([from.id], origin, output, 0, elements(from.output)),
    });
  }

  dense(from: Tap, outFeatures: number, origin: Origin): Tap {
    const inFeatures = elements(from.output);
    const output = { height: 1, width: 1, channels: outFeatures };
    const macs = inFeatures * outFeatures;
    return this.push({
      kind: 'dense',
      ...this.head([from.id], origin, output, macs + outFeatures, macs),
      inFeatures,
      outFeatures,
    });
  }

  finish(image: Shape, classes: number, unusedParams: number): NetworkGraph {
    const own = totals(this.layers.filter((layer) => !layer.auxiliary));
    const side = this.layers.filter((layer) => layer.auxiliary);
    const logits = side[side.length - 1]?.id;
    return {
      layers: this.layers,
      image,
      classes,
      params: own.params + unusedParams,
      flops: own.flops,
      unusedParams,
      ...(logits !== undefined && { auxiliary: { logits, ...totals(side) } }),
    };
  }

  private head(inputs: readonly number[], origin: Origin, output: Shape, params: number, flops: number) {
    return {
      id: this.layers.length,
      label: origin.label,
      phase: origin.phase,
      inputs,
      output,
      params,
      flops,
      ...(origin.auxiliary && { auxiliary: origin.auxiliary }),
    };
  }

  private push(layer: Layer): Tap {
    this.layers.push(layer);
    return layer;
  }
}
