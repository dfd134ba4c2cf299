import { NetworkError } from './error.ts';
import type { GraphBuilder, Origin, Tap } from './graphBuilder.ts';
import type { MicroOptions } from './microOptions.ts';

const POOL = { kernel: 5, stride: 3 };
const WIDTHS = { narrow: 128, wide: 768 };
/** The pool leaves 2x2 pixels, which the 2x2 convolution needs. */
const SMALLEST_MAP = POOL.kernel + POOL.stride;

/**
 * Appends the auxiliary head of NASNet and DARTS: ReLU, 5x5 average pool of stride 3, 1x1 convolution to 128 channels and
 * 2x2 convolution to 768, each with batch norm and ReLU, dense layer. It was made for maps of 8x8; what is left of larger
 * ones before the dense layer is averaged.
 * @throws NetworkError `image-too-small` if the map is smaller.
 */
export function addAuxiliaryHead(builder: GraphBuilder, from: Tap, options: MicroOptions): void {
  const { height, width } = from.output;
  if (Math.min(height, width) < SMALLEST_MAP) {
    const { image } = options;
    throw new NetworkError(
      'image-too-small',
      `an auxiliary head needs ${SMALLEST_MAP}x${SMALLEST_MAP} pixels after the second reduction, but an image of ${image.height}x${image.width} leaves ${height}x${width}: train without it, or on larger images`,
    );
  }
  const name = (rest: string): Origin => ({
    label: `auxiliary head / ${rest}`,
    phase: null,
    auxiliary: true,
  });
  const active = builder.relu(from, name('relu'));
  const pooled = builder.averagePool(active, POOL.kernel, POOL.stride, name('average pool 5x5'));
  const narrow = builder.conv(pooled, WIDTHS.narrow, 1, 'same', name('conv 1x1'));
  const middle = builder.batchNormRelu(narrow, name('batch norm + relu'));
  const wide = builder.conv(middle, WIDTHS.wide, 2, 'valid', name('conv 2x2'));
  const features = builder.batchNormRelu(wide, name('batch norm + relu'));
  const isPoint = features.output.height === 1 && features.output.width === 1;
  const flat = isPoint ? features : builder.globalAveragePool(features, name('global average pool'));
  builder.dense(flat, options.classes, name('classifier'));
}
