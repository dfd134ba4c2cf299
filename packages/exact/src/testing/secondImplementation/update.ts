import { add, element, multiply, single, subtract } from './arithmetic.ts';
import type { Block } from './parameters.ts';

/** (16) The factor of all gradients, so that their norm is at most about `gradientClip`; `blocks` are the trainable ones. */
export function clippingFactor(blocks: readonly Block[], gradientClip: number | undefined): number {
  if (gradientClip === undefined) return 1;
  let sum = 0;
  for (const { rows, columns, gradient } of blocks) {
    for (let row = 0; row < rows; row++) {
      sum = sum + sumOfSquares(gradient.subarray(row * columns, (row + 1) * columns));
    }
  }
  const factor = gradientClip / (Math.sqrt(sum) + 1e-6);
  return factor < 1 ? single(factor) : 1;
}

/** In double precision, by column modulo 4. */
function sumOfSquares(row: Float32Array): number {
  const partial: [number, number, number, number] = [0, 0, 0, 0];
  row.forEach((value, column) => {
    const which = (column % 4) as 0 | 1 | 2 | 3;
    partial[which] = partial[which] + value * value;
  });
  return partial[0] + partial[1] + (partial[2] + partial[3]);
}

interface Descent {
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** (11) Stochastic gradient descent. */
export function descend(blocks: readonly Block[], descent: Descent, factor: number): void {
  const learningRate = single(descent.learningRate);
  const momentumFactor = single(descent.momentum);
  const weightDecay = single(descent.weightDecay);
  for (const { values, momentum, gradient } of blocks) {
    for (let place = 0; place < values.length; place++) {
      const weight = element(values, place);
      const slope = add(multiply(element(gradient, place), factor), multiply(weight, weightDecay));
      const velocity = add(multiply(element(momentum, place), momentumFactor), slope);
      momentum[place] = velocity;
      values[place] = subtract(weight, multiply(velocity, learningRate));
    }
  }
}
