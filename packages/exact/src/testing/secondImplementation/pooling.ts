import type { AveragePoolOp, MaxPoolOp, PaddedPoolOp, PlanShape } from '../../plan.ts';
import { add, divide, element, multiply } from './arithmetic.ts';
import { changed, type FeatureMap, mapOf, pixel, placeOf, sumOverPixels, zeroMap } from './featureMap.ts';

/** (7), (8), (20) and (21). */
export type WindowPoolOp = MaxPoolOp | PaddedPoolOp | AveragePoolOp;

export function isMaximum(op: WindowPoolOp): boolean {
  return op.kind === 'maxPool' || (op.kind === 'paddedPool' && op.method === 'max');
}

export function windowPool(op: WindowPoolOp, input: FeatureMap, shape: PlanShape): FeatureMap {
  return mapOf(shape, (row, column, channel) => {
    const places = placesOfWindow(op, input.shape, row, column, channel);
    if (isMaximum(op)) return element(input.values, firstMaximum(input, places));
    const sum = places.reduce((total, place) => add(total, element(input.values, place)), 0);
    return multiply(sum, divide(1, places.length));
  });
}

/** (21) Of an average: windows in row-major order onto +0. */
export function averageGradient(op: WindowPoolOp, shape: PlanShape, gradient: FeatureMap): FeatureMap {
  const result = zeroMap(shape);
  eachOutput(gradient, (incoming, row, column, channel) => {
    const places = placesOfWindow(op, shape, row, column, channel);
    const share = multiply(incoming, divide(1, places.length));
    for (const place of places) result.values[place] = add(element(result.values, place), share);
  });
  return result;
}

/** (7) Of a maxPool, whose windows do not overlap: what it contributes. */
export function maxPoolGradient(op: MaxPoolOp, input: FeatureMap, gradient: FeatureMap): FeatureMap {
  const result = zeroMap(input.shape);
  eachOutput(gradient, (incoming, row, column, channel) => {
    const places = placesOfWindow(op, input.shape, row, column, channel);
    result.values[firstMaximum(input, places)] = incoming;
  });
  return result;
}

/** (20) Of a maximum of a paddedPool: window by window straight onto `sum`, the gradient by the input so far. */
export function addPaddedMaximumGradient(
  op: PaddedPoolOp,
  input: FeatureMap,
  gradient: FeatureMap,
  sum: FeatureMap,
): void {
  eachOutput(gradient, (incoming, row, column, channel) => {
    const places = placesOfWindow(op, input.shape, row, column, channel);
    const receiver = firstMaximum(input, places);
    for (const place of places) {
      sum.values[place] = add(element(sum.values, place), place === receiver ? incoming : 0);
    }
  });
}

/** (8) */
export function globalAverage(input: FeatureMap, shape: PlanShape): FeatureMap {
  const { height, width } = input.shape;
  return mapOf(shape, (_row, _column, channel) => {
    const sum = sumOverPixels(input.shape, (row, column) => pixel(input, row, column, channel));
    return multiply(sum, divide(1, height * width));
  });
}

export function globalAverageGradient(shape: PlanShape, gradient: FeatureMap): FeatureMap {
  const { height, width, channels } = shape;
  return changed(zeroMap(shape), (_, place) =>
    multiply(element(gradient.values, place % channels), divide(1, height * width)),
  );
}

/** The window's pixels inside the map, in row-major order, as places of the input's values. */
function placesOfWindow(
  op: WindowPoolOp,
  shape: PlanShape,
  row: number,
  column: number,
  channel: number,
): number[] {
  const { kernel, stride, first } = windowOf(op);
  const [top, left] = [row * stride + first, column * stride + first];
  const places: number[] = [];
  for (let y = Math.max(0, top); y < Math.min(shape.height, top + kernel); y++) {
    for (let x = Math.max(0, left); x < Math.min(shape.width, left + kernel); x++) {
      places.push(placeOf(shape, y, x, channel));
    }
  }
  return places;
}

function windowOf(op: WindowPoolOp): Record<'kernel' | 'stride' | 'first', number> {
  if (op.kind === 'maxPool') return { kernel: 2, stride: 2, first: 0 };
  if (op.kind === 'paddedPool') return { kernel: 3, stride: op.stride, first: -1 };
  return { kernel: op.kernel, stride: op.stride, first: 0 };
}

/** The place of the first pixel that no other exceeds. */
function firstMaximum({ values }: FeatureMap, places: readonly number[]): number {
  return places.reduce((best, place) => (element(values, place) > element(values, best) ? place : best));
}

function eachOutput(
  gradient: FeatureMap,
  visit: (incoming: number, row: number, column: number, channel: number) => void,
): void {
  const { width, channels } = gradient.shape;
  gradient.values.forEach((incoming, place) => {
    const position = Math.floor(place / channels);
    visit(incoming, Math.floor(position / width), position % width, place % channels);
  });
}
