import type { ConvOp, DenseOp, GeneralConvOp, PlanShape } from '../../plan.ts';
import { add, element, item, multiply } from './arithmetic.ts';
import { type FeatureMap, mapOf, pixel, type Tensor } from './featureMap.ts';

/**
 * (1), (2), (9) and (17) without Winograd. A conv or dense op is a general convolution of stride 1 in one group: its sums
 * have the same terms in the same order.
 */
interface Frame extends Omit<GeneralConvOp, 'kind' | 'input' | 'outChannels'> {
  readonly inputsOfGroup: number;
  /** Output channels. */
  readonly outputs: number;
}

/** A convolution with its surroundings. Weights: kernel row, kernel column, input channel of the group, output channel. */
export interface Layer {
  readonly op: ConvOp | DenseOp | GeneralConvOp;
  readonly inputShape: PlanShape;
  readonly outputShape: PlanShape;
  readonly weights: Float32Array;
}

export function directConvolution(layer: Layer, input: FeatureMap): FeatureMap {
  const frame = frameOf(layer);
  return mapOf(layer.outputShape, (row, column, output) => {
    let sum = 0;
    for (let i = 0; i < frame.kernelHeight; i++) {
      for (let j = 0; j < frame.kernelWidth; j++) {
        const inputRow = rowUnder(frame, row, i);
        const inputColumn = columnUnder(frame, column, j);
        for (let k = 0; k < frame.inputsOfGroup; k++) {
          const value = pixel(input, inputRow, inputColumn, inputChannel(frame, k, output));
          sum = add(sum, multiply(value, element(layer.weights, weightPlace(frame, i, j, k, output))));
        }
      }
    }
    return sum;
  });
}

export function directGradientByInput(layer: Layer, gradient: FeatureMap): FeatureMap {
  const frame = frameOf(layer);
  const depthwise = frame.groups > 1;
  return mapOf(layer.inputShape, (row, column, input) => {
    const [firstOutput, endOutput, k] = depthwise ? [input, input + 1, 0] : [0, frame.outputs, input];
    let sum = 0;
    for (let i = frame.kernelHeight - 1; i >= 0; i--) {
      for (let j = frame.kernelWidth - 1; j >= 0; j--) {
        const outputRow = (row - rowUnder(frame, 0, i)) / frame.strideRows;
        const outputColumn = (column - columnUnder(frame, 0, j)) / frame.strideColumns;
        if (!Number.isInteger(outputRow) || !Number.isInteger(outputColumn)) continue;
        for (let output = firstOutput; output < endOutput; output++) {
          const value = pixel(gradient, outputRow, outputColumn, output);
          sum = add(sum, multiply(value, element(layer.weights, weightPlace(frame, i, j, k, output))));
        }
      }
    }
    return sum;
  });
}

/** The sum over the images of one chunk. */
export function directGradientByWeights(layer: Layer, inputs: Tensor, gradients: Tensor): Float32Array {
  const frame = frameOf(layer);
  const result = new Float32Array(layer.weights.length);
  for (let i = 0; i < frame.kernelHeight; i++) {
    for (let j = 0; j < frame.kernelWidth; j++) {
      for (let k = 0; k < frame.inputsOfGroup; k++) {
        for (let output = 0; output < frame.outputs; output++) {
          const channels = { from: inputChannel(frame, k, output), to: output };
          const sum = sumOfProducts(frame, inputs, gradients, { i, j, ...channels });
          result[weightPlace(frame, i, j, k, output)] = sum;
        }
      }
    }
  }
  return result;
}

/** Over images, rows and columns of the output: pixel under the kernel's place (i, j) · gradient. */
function sumOfProducts(
  frame: Frame,
  inputs: Tensor,
  gradients: Tensor,
  { i, j, from, to }: Record<'i' | 'j' | 'from' | 'to', number>,
): number {
  let sum = 0;
  for (const [image, gradient] of gradients.entries()) {
    const input = item(inputs, image);
    const { height, width } = gradient.shape;
    for (let row = 0; row < height; row++) {
      const inputRow = rowUnder(frame, row, i);
      for (let column = 0; column < width; column++) {
        const value = pixel(input, inputRow, columnUnder(frame, column, j), from);
        sum = add(sum, multiply(value, pixel(gradient, row, column, to)));
      }
    }
  }
  return sum;
}

function frameOf({ op, inputShape, outputShape }: Layer): Frame {
  const outputs = outputShape.channels;
  if (op.kind === 'generalConv') {
    const { kernelHeight, kernelWidth, strideRows, strideColumns, dilation, groups, top, left } = op;
    const inputsOfGroup = inputShape.channels / groups;
    const steps = { strideRows, strideColumns, dilation };
    return { kernelHeight, kernelWidth, ...steps, groups, top, left, inputsOfGroup, outputs };
  }
  const kernel = op.kind === 'conv' ? op.kernel : 1;
  const first = op.kind === 'conv' && op.padding === 'same' ? -(op.kernel - 1) / 2 : 0;
  return {
    kernelHeight: kernel,
    kernelWidth: kernel,
    ...{ strideRows: 1, strideColumns: 1, dilation: 1 },
    groups: 1,
    top: first,
    left: first,
    inputsOfGroup: inputShape.channels,
    outputs,
  };
}

/** The input's row that kernel row `i` reads for a row of the output. */
function rowUnder(frame: Frame, outputRow: number, i: number): number {
  return outputRow * frame.strideRows + frame.top + i * frame.dilation;
}

function columnUnder(frame: Frame, outputColumn: number, j: number): number {
  return outputColumn * frame.strideColumns + frame.left + j * frame.dilation;
}

/** Groups are one, or as many as channels. */
function inputChannel({ groups }: Frame, channelOfGroup: number, output: number): number {
  return groups > 1 ? output : channelOfGroup;
}

function weightPlace(frame: Frame, i: number, j: number, k: number, output: number): number {
  return ((i * frame.kernelWidth + j) * frame.inputsOfGroup + k) * frame.outputs + output;
}
