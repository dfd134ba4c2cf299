import type { PlanShape } from '../../plan.ts';
import { add, element, item, multiply } from './arithmetic.ts';
import type { Layer } from './directConvolution.ts';
import { type FeatureMap, pixel, placeOf, type Tensor, zeroMap } from './featureMap.ts';
import {
  transformGradient,
  transformInput,
  transformKernel,
  transformSquare,
  transformToOutput,
  transformToWeights,
} from './winogradTransforms.ts';

/** (14) Convolutions with 3x3 kernels by F(4x4, 3x3): tiles of 4x4 outputs, squares of 6x6 inputs. */
const TILE = 4;
const SQUARE = 6;
const ELEMENTS = SQUARE * SQUARE;

export function usesWinograd({ op, inputShape, outputShape }: Layer): boolean {
  if (op.kind !== 'conv' || op.kernel !== 3 || op.padding !== 'same') return false;
  const { height, width } = inputShape;
  return Math.min(inputShape.channels, outputShape.channels) >= 8 && Math.min(height, width) >= 3;
}

export function winogradConvolution(layer: Layer, input: Tensor): Tensor {
  const kernels = pairs(layer.inputShape.channels, layer.outputShape.channels, (from, to) =>
    transformSquare(transformKernel, 3, (i, j) => weightOf(layer, i, j, from, to)),
  );
  return input.map((map) => convolve(map, layer.outputShape, kernels));
}

/** The same with the output's gradient as input, and the kernel turned. */
export function winogradGradientByInput(layer: Layer, gradient: Tensor): Tensor {
  const kernels = pairs(layer.outputShape.channels, layer.inputShape.channels, (from, to) =>
    transformSquare(transformKernel, 3, (i, j) => weightOf(layer, 2 - i, 2 - j, to, from)),
  );
  return gradient.map((map) => convolve(map, layer.inputShape, kernels));
}

/** The sum over the images of one chunk. */
export function winogradGradientByWeights(layer: Layer, inputs: Tensor, gradients: Tensor): Float32Array {
  const { inputShape, outputShape } = layer;
  const sums = pairs(inputShape.channels, outputShape.channels, () => new Float32Array(ELEMENTS));
  gradients.forEach((gradient, image) => {
    const input = item(inputs, image);
    eachTile(outputShape, (top, left) => {
      const squares = inputSquares(input, top, left);
      const tiles = Array.from({ length: outputShape.channels }, (_, channel) =>
        transformSquare(transformGradient, TILE, (i, j) => pixel(gradient, top + i, left + j, channel)),
      );
      squares.forEach((square, from) => {
        tiles.forEach((tile, to) => {
          const sum = item(item(sums, from), to);
          for (let e = 0; e < ELEMENTS; e++) {
            sum[e] = add(element(sum, e), multiply(element(square, e), element(tile, e)));
          }
        });
      });
    });
  });
  const result = new Float32Array(layer.weights.length);
  sums.forEach((ofInput, from) => {
    ofInput.forEach((sum, to) => {
      const kernel = transformSquare(transformToWeights, SQUARE, (i, j) => element(sum, i * SQUARE + j));
      kernel.forEach((value, place) => {
        result[weightPlace(layer, Math.floor(place / 3), place % 3, from, to)] = add(0, value);
      });
    });
  });
  return result;
}

/** `kernels`: transformed, by channel of the input and of the output. */
function convolve(input: FeatureMap, shape: PlanShape, kernels: readonly Float32Array[][]): FeatureMap {
  const output = zeroMap(shape);
  eachTile(shape, (top, left) => {
    const squares = inputSquares(input, top, left);
    for (let channel = 0; channel < shape.channels; channel++) {
      const sums = new Float32Array(ELEMENTS);
      squares.forEach((square, from) => {
        const kernel = item(item(kernels, from), channel);
        for (let e = 0; e < ELEMENTS; e++) {
          sums[e] = add(element(sums, e), multiply(element(square, e), element(kernel, e)));
        }
      });
      const tile = transformSquare(transformToOutput, SQUARE, (i, j) => element(sums, i * SQUARE + j));
      tile.forEach((value, place) => {
        const row = top + Math.floor(place / TILE);
        const column = left + (place % TILE);
        if (row >= shape.height || column >= shape.width) return;
        output.values[placeOf(shape, row, column, channel)] = value;
      });
    }
  });
  return output;
}

function eachTile(shape: PlanShape, visit: (top: number, left: number) => void): void {
  for (let top = 0; top < shape.height; top += TILE) {
    for (let left = 0; left < shape.width; left += TILE) visit(top, left);
  }
}

/** The transformed input square of a tile, for each channel. */
function inputSquares(input: FeatureMap, top: number, left: number): Float32Array[] {
  return Array.from({ length: input.shape.channels }, (_, channel) =>
    transformSquare(transformInput, SQUARE, (i, j) => pixel(input, top + i - 1, left + j - 1, channel)),
  );
}

function pairs<T>(inputs: number, outputs: number, make: (from: number, to: number) => T): T[][] {
  return Array.from({ length: inputs }, (_, from) =>
    Array.from({ length: outputs }, (_, to) => make(from, to)),
  );
}

function weightPlace(layer: Layer, i: number, j: number, from: number, to: number): number {
  return ((i * 3 + j) * layer.inputShape.channels + from) * layer.outputShape.channels + to;
}

function weightOf(layer: Layer, i: number, j: number, from: number, to: number): number {
  return element(layer.weights, weightPlace(layer, i, j, from, to));
}
