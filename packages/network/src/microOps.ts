import { assertNever } from './assertNever.ts';
import type { GraphBuilder, Origin, Tap } from './graphBuilder.ts';

/** The operations of a micro genome's op genes, by gene value: names and order as in NSGA-Net's code. */
export const MICRO_OPS = [
  'max_pool_3x3',
  'avg_pool_3x3',
  'skip_connect',
  'sep_conv_3x3',
  'sep_conv_5x5',
  'dil_conv_3x3',
  'dil_conv_5x5',
  'sep_conv_7x7',
  'conv_7x1_1x7',
] as const;
export type MicroOp = (typeof MICRO_OPS)[number];

export type Stride = 1 | 2;
/** Names a layer within its surroundings. */
export type Naming = (rest: string) => Origin;

const POINT = { kernelHeight: 1, kernelWidth: 1, dilation: 1, groups: 1 };

/** Appends an operation, which keeps the channels. With stride 1 a skip connection is no layer at all. */
export function addOp(builder: GraphBuilder, op: MicroOp, from: Tap, stride: Stride, name: Naming): Tap {
  switch (op) {
    case 'max_pool_3x3':
      return builder.paddedPool(from, 'max', stride, name('max pool 3x3'));
    case 'avg_pool_3x3':
      return builder.paddedPool(from, 'average', stride, name('average pool 3x3'));
    case 'skip_connect':
      return stride === 1 ? from : addFactorizedReduce(builder, from, from.output.channels, name);
    case 'sep_conv_3x3':
      return addSeparable(builder, from, 3, stride, name);
    case 'sep_conv_5x5':
      return addSeparable(builder, from, 5, stride, name);
    case 'sep_conv_7x7':
      return addSeparable(builder, from, 7, stride, name);
    case 'dil_conv_3x3':
      return addDilated(builder, from, 3, stride, name);
    case 'dil_conv_5x5':
      return addDilated(builder, from, 5, stride, name);
    case 'conv_7x1_1x7':
      return addCross(builder, from, stride, name);
    default:
      return assertNever(op);
  }
}

/** ReLU, 1x1 convolution, batch norm: brings a cell's input to the cell's width. */
export function addReluConv(builder: GraphBuilder, from: Tap, channels: number, name: Naming): Tap {
  const active = builder.relu(from, name('relu'));
  const conv = builder.conv(active, channels, 1, 'same', name('conv 1x1'));
  return builder.batchNorm(conv, name('batch norm'));
}

/**
 * ReLU; two 1x1 convolutions of stride 2, on the pixels of even rows and columns and on those of odd ones, each with
 * half of the channels; batch norm. On a map of odd size the last odd row or column is zero (the published code
 * refuses such maps). `channels` is even.
 */
export function addFactorizedReduce(builder: GraphBuilder, from: Tap, channels: number, name: Naming): Tap {
  const active = builder.relu(from, name('relu'));
  const halves = [0, 1].map((first) => {
    const geometry = { ...POINT, strideRows: 2, strideColumns: 2, top: first, left: first };
    const origin = name(`conv 1x1 on ${first === 0 ? 'even' : 'odd'} pixels`);
    return builder.generalConv(active, channels / 2, geometry, origin);
  });
  const [even = active] = halves;
  const stacked = builder.concat(halves, even.output, name('concat'));
  return builder.batchNorm(stacked, name('batch norm'));
}

/** Depthwise-separable convolution, twice; only the first one moves by `stride`. */
function addSeparable(builder: GraphBuilder, from: Tap, kernel: number, stride: Stride, name: Naming): Tap {
  const { channels } = from.output;
  const active = builder.relu(from, name('relu'));
  const spatial = addDepthwise(builder, active, kernel, stride, 1, name);
  const mixed = builder.conv(spatial, channels, 1, 'same', name('conv 1x1'));
  const middle = builder.batchNormRelu(mixed, name('batch norm + relu'));
  const spatial2 = addDepthwise(builder, middle, kernel, 1, 1, name);
  const mixed2 = builder.conv(spatial2, channels, 1, 'same', name('conv 1x1'));
  return builder.batchNorm(mixed2, name('batch norm'));
}

/** Depthwise-separable convolution with a kernel stretched to twice its spacing, once. */
function addDilated(builder: GraphBuilder, from: Tap, kernel: number, stride: Stride, name: Naming): Tap {
  const active = builder.relu(from, name('relu'));
  const spatial = addDepthwise(builder, active, kernel, stride, 2, name);
  const mixed = builder.conv(spatial, from.output.channels, 1, 'same', name('conv 1x1'));
  return builder.batchNorm(mixed, name('batch norm'));
}

function addDepthwise(
  builder: GraphBuilder,
  from: Tap,
  kernel: number,
  stride: Stride,
  dilation: number,
  name: Naming,
): Tap {
  const { channels } = from.output;
  const centre = (-dilation * (kernel - 1)) / 2;
  const geometry = {
    kernelHeight: kernel,
    kernelWidth: kernel,
    strideRows: stride,
    strideColumns: stride,
    dilation,
    groups: channels,
    top: centre,
    left: centre,
  };
  return builder.generalConv(from, channels, geometry, name(`depthwise conv ${kernel}x${kernel}`));
}

/** ReLU, a 1x7 convolution that moves by `stride` along rows, a 7x1 one that does so along columns, batch norm. */
function addCross(builder: GraphBuilder, from: Tap, stride: Stride, name: Naming): Tap {
  const { channels } = from.output;
  const active = builder.relu(from, name('relu'));
  const wide = { ...POINT, kernelWidth: 7, strideRows: 1, strideColumns: stride, top: 0, left: -3 };
  const flat = builder.generalConv(active, channels, wide, name('conv 1x7'));
  const tall = { ...POINT, kernelHeight: 7, strideRows: stride, strideColumns: 1, top: -3, left: 0 };
  const conv = builder.generalConv(flat, channels, tall, name('conv 7x1'));
  return builder.batchNorm(conv, name('batch norm'));
}
