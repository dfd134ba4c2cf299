import { setImmediate } from 'node:timers/promises';
import type { TrainingData } from './trainingData.ts';

/** Some tens of milliseconds. */
const BYTES_IN_ONE_GO = 1 << 24;

export interface Normalisation {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * Mean and standard deviation of each channel's bytes over the images at `indices`. Sums of integers have no rounding,
 * so the order of the images does not matter. A channel without contrast gets the deviation 1. Lets others run in between.
 * @throws the signal's reason
 */
export async function measureNormalisation(
  { image, train }: TrainingData,
  indices: Uint32Array,
  signal?: AbortSignal,
): Promise<Normalisation> {
  const { channels } = image;
  const size = image.height * image.width * channels;
  const sums = new Array<bigint>(channels).fill(0n);
  const squares = new Array<bigint>(channels).fill(0n);
  const pause = Math.ceil(BYTES_IN_ONE_GO / size);
  for (const [place, index] of indices.entries()) {
    if (place % pause === pause - 1) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    const bytes = train.images.subarray(index * size, (index + 1) * size);
    for (let channel = 0; channel < channels; channel++) {
      // Of one image both fit a double without rounding: at most 1024 x 1024 x 255 x 255.
      let sum = 0;
      let square = 0;
      for (let i = channel; i < size; i += channels) {
        const value = bytes[i] ?? 0;
        sum += value;
        square += value * value;
      }
      sums[channel] = (sums[channel] ?? 0n) + BigInt(sum);
      squares[channel] = (squares[channel] ?? 0n) + BigInt(square);
    }
  }
  const count = BigInt(indices.length * image.height * image.width);
  const mean = sums.map((sum) => Number(sum) / Number(count));
  const deviation = sums.map((sum, channel) => {
    // count^2 times the variance, an exact integer.
    const scaled = count * (squares[channel] ?? 0n) - sum * sum;
    return scaled === 0n ? 1 : Math.sqrt(Number(scaled)) / Number(count);
  });
  return { mean, deviation };
}
