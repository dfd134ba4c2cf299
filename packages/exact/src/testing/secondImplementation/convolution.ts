import { add, element } from './arithmetic.ts';
import {
  directConvolution,
  directGradientByInput,
  directGradientByWeights,
  type Layer,
} from './directConvolution.ts';
import type { Tensor } from './featureMap.ts';
import {
  usesWinograd,
  winogradConvolution,
  winogradGradientByInput,
  winogradGradientByWeights,
} from './winograd.ts';

/** (3) Images of a chunk. */
const CHUNK_IMAGES = 16;

export function convolution(layer: Layer, input: Tensor): Tensor {
  if (usesWinograd(layer)) return winogradConvolution(layer, input);
  return input.map((map) => directConvolution(layer, map));
}

export function gradientByInput(layer: Layer, gradient: Tensor): Tensor {
  if (usesWinograd(layer)) return winogradGradientByInput(layer, gradient);
  return gradient.map((map) => directGradientByInput(layer, map));
}

export function gradientByWeights(layer: Layer, input: Tensor, gradient: Tensor): Float32Array {
  const sumOfChunk = usesWinograd(layer) ? winogradGradientByWeights : directGradientByWeights;
  return sumOverChunks(gradient.length, (first, end) =>
    sumOfChunk(layer, input.slice(first, end), gradient.slice(first, end)),
  );
}

/** Of a dense layer. */
export function gradientByBias(gradient: Tensor): Float32Array {
  return sumOverChunks(gradient.length, (first, end) => {
    const images = gradient.slice(first, end);
    const classes = images[0]?.values.length ?? 0;
    return Float32Array.from({ length: classes }, (_, k) =>
      images.reduce((sum, { values }) => add(sum, element(values, k)), 0),
    );
  });
}

/** (3) The chunks' sums in order, added to that of the first. */
function sumOverChunks(
  images: number,
  sumOfChunk: (first: number, end: number) => Float32Array,
): Float32Array {
  let total = sumOfChunk(0, Math.min(images, CHUNK_IMAGES));
  for (let first = CHUNK_IMAGES; first < images; first += CHUNK_IMAGES) {
    const next = sumOfChunk(first, Math.min(images, first + CHUNK_IMAGES));
    total = total.map((sum, place) => add(sum, element(next, place)));
  }
  return total;
}
