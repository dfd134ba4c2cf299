import type { NetworkDescription, Op } from './description.ts';

const STEM_CHANNELS = 16;
const PHASES = 3;

/**
 * The network of the engine's first measurements: three phases of three nodes (3x3 convolution, batch norm, ReLU), of
 * which the second reads the first and the third reads the sum of both; 16, 32 and 64 channels at 32x32, 16x16 and
 * 8x8.
 */
export function handmadeNetwork(): NetworkDescription {
  const ops: Op[] = [];
  const node = (input: number, outChannels: number, kernel: 1 | 3 = 3): number => {
    const conv = ops.push({ kind: 'conv', input, kernel, padding: 'same', outChannels });
    return ops.push({ kind: 'batchNormRelu', input: conv });
  };
  let channels = STEM_CHANNELS;
  let tensor = node(0, channels);
  for (let phase = 0; phase < PHASES; phase++) {
    if (phase > 0) {
      channels *= 2;
      tensor = node(ops.push({ kind: 'maxPool', input: tensor }), channels, 1);
    }
    const first = node(tensor, channels);
    tensor = node(ops.push({ kind: 'add', inputs: [first, node(first, channels)] }), channels);
  }
  const pooled = ops.push({ kind: 'globalAveragePool', input: tensor });
  ops.push({ kind: 'dense', input: pooled, outFeatures: 10 });
  return { image: { height: 32, width: 32, channels: 3 }, classes: 10, ops };
}
