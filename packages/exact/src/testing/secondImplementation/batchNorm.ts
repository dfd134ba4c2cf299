import {
  add,
  divide,
  element,
  item,
  multiply,
  positivePart,
  single,
  squareRoot,
  subtract,
} from './arithmetic.ts';
import { type FeatureMap, pixel, placeOf, sumOverPixels, type Tensor, zeroMap } from './featureMap.ts';

/** (5), (6) and (18): batchNorm, and batchNormRelu, which `relu` tells. */

export interface BatchNormParameters {
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly runningMean: Float32Array;
  readonly runningVariance: Float32Array;
}

/** Of one channel. */
export interface ChannelStatistics {
  readonly mean: number;
  readonly inverseDeviation: number;
  readonly scale: number;
  readonly shift: number;
}

/** Statistics of a batch, by channel; brings the running statistics up to date. */
export function batchStatistics(input: Tensor, parameters: BatchNormParameters): ChannelStatistics[] {
  const { gamma, beta, runningMean, runningVariance } = parameters;
  return Array.from(gamma, (_, channel) => {
    const { mean, variance, unbiased } = momentsOf(input, channel);
    moveTowards(runningMean, channel, mean);
    moveTowards(runningVariance, channel, unbiased);
    const inverseDeviation = divide(1, squareRoot(add(variance, single(1e-5))));
    const scale = multiply(element(gamma, channel), inverseDeviation);
    const shift = subtract(element(beta, channel), multiply(mean, scale));
    return { mean, inverseDeviation, scale, shift };
  });
}

function momentsOf(input: Tensor, channel: number): Record<'mean' | 'variance' | 'unbiased', number> {
  const images = input.length;
  const { shape } = item(input, 0);
  const pixels = shape.height * shape.width;
  const perImage = input.map((map) => {
    const sum = sumOverPixels(shape, (row, column) => pixel(map, row, column, channel));
    const mean = multiply(sum, divide(1, pixels));
    const squares = sumOverPixels(shape, (row, column) => {
      const deviation = subtract(pixel(map, row, column, channel), mean);
      return multiply(deviation, deviation);
    });
    return { mean, squares };
  });
  // Across images in double precision.
  const mean = perImage.reduce((sum, image) => sum + image.mean, 0) / images;
  const squares = perImage.reduce((sum, image) => {
    const deviation = image.mean - mean;
    return sum + (image.squares + deviation * deviation * pixels);
  }, 0);
  const count = images * pixels;
  const variance = single(squares / count);
  return { mean: single(mean), variance, unbiased: count > 1 ? single(squares / (count - 1)) : variance };
}

function moveTowards(running: Float32Array, channel: number, value: number): void {
  const before = element(running, channel);
  running[channel] = add(before, multiply(single(0.1), subtract(value, before)));
}

export function normalised(
  input: Tensor,
  statistics: readonly ChannelStatistics[],
  relu: boolean,
): FeatureMap[] {
  return input.map(({ shape, values }) => ({
    shape,
    values: values.map((value, place) => {
      const output = outputOf(value, item(statistics, place % shape.channels));
      return relu ? positivePart(output) : output;
    }),
  }));
}

function outputOf(value: number, { scale, shift }: ChannelStatistics): number {
  return add(multiply(value, scale), shift);
}

interface BatchNormGradients {
  readonly byInput: Tensor;
  readonly byGamma: Float32Array;
  readonly byBeta: Float32Array;
}

/** (6) `gradient` is that by the output. */
export function batchNormGradients(
  input: Tensor,
  gradient: Tensor,
  statistics: readonly ChannelStatistics[],
  relu: boolean,
): BatchNormGradients {
  const { shape } = item(input, 0);
  const byInput = input.map(() => zeroMap(shape));
  const byGamma = new Float32Array(shape.channels);
  const byBeta = new Float32Array(shape.channels);
  const count = input.length * shape.height * shape.width;
  statistics.forEach((ofChannel, channel) => {
    const terms = input.map((map, image) =>
      termsOf(map, item(gradient, image), ofChannel, { channel, relu }),
    );
    let sumOfIncoming = 0;
    let sumOfProducts = 0;
    for (const { incoming, product } of terms) {
      sumOfIncoming = sumOfIncoming + sumOverPixels(shape, incoming);
      sumOfProducts = sumOfProducts + sumOverPixels(shape, product);
    }
    byBeta[channel] = single(sumOfIncoming);
    byGamma[channel] = single(sumOfProducts);
    const meanOfIncoming = single(sumOfIncoming / count);
    const meanOfProducts = single(sumOfProducts / count);
    terms.forEach(({ incoming, normal }, image) => {
      const { values } = item(byInput, image);
      for (let row = 0; row < shape.height; row++) {
        for (let column = 0; column < shape.width; column++) {
          const centred = subtract(incoming(row, column), meanOfIncoming);
          const along = multiply(normal(row, column), meanOfProducts);
          const value = multiply(ofChannel.scale, subtract(centred, along));
          values[placeOf(shape, row, column, channel)] = value;
        }
      }
    });
  });
  return { byInput, byGamma, byBeta };
}

type Term = (row: number, column: number) => number;

/** `d`, `n` and `d · n` of the contract, of one image and channel. */
function termsOf(
  input: FeatureMap,
  gradient: FeatureMap,
  statistics: ChannelStatistics,
  { channel, relu }: { readonly channel: number; readonly relu: boolean },
): Record<'incoming' | 'normal' | 'product', Term> {
  const incoming: Term = (row, column) => {
    const passes = !relu || outputOf(pixel(input, row, column, channel), statistics) > 0;
    return passes ? pixel(gradient, row, column, channel) : 0;
  };
  const normal: Term = (row, column) =>
    multiply(subtract(pixel(input, row, column, channel), statistics.mean), statistics.inverseDeviation);
  const product: Term = (row, column) => multiply(incoming(row, column), normal(row, column));
  return { incoming, normal, product };
}
