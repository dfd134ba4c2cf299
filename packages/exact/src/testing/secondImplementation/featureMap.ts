import type { PlanShape } from '../../plan.ts';
import { add, element } from './arithmetic.ts';

/** A tensor of one image; values by row, column, channel. */
export interface FeatureMap {
  readonly shape: PlanShape;
  readonly values: Float32Array;
}

/** A tensor: one map for each image of the batch. */
export type Tensor = readonly FeatureMap[];

export function zeroMap(shape: PlanShape): FeatureMap {
  return { shape, values: new Float32Array(shape.height * shape.width * shape.channels) };
}

export function placeOf(
  { width, channels }: PlanShape,
  row: number,
  column: number,
  channel: number,
): number {
  return (row * width + column) * channels + channel;
}

/** Zero outside the map. */
export function pixel({ shape, values }: FeatureMap, row: number, column: number, channel: number): number {
  const inside = row >= 0 && column >= 0 && row < shape.height && column < shape.width;
  return inside ? element(values, placeOf(shape, row, column, channel)) : 0;
}

export function mapOf(
  shape: PlanShape,
  valueAt: (row: number, column: number, channel: number) => number,
): FeatureMap {
  const map = zeroMap(shape);
  for (let row = 0; row < shape.height; row++) {
    for (let column = 0; column < shape.width; column++) {
      for (let channel = 0; channel < shape.channels; channel++) {
        map.values[placeOf(shape, row, column, channel)] = valueAt(row, column, channel);
      }
    }
  }
  return map;
}

/** A map of the same shape, element by element. */
export function changed(map: FeatureMap, change: (value: number, place: number) => number): FeatureMap {
  return { shape: map.shape, values: map.values.map(change) };
}

export function copyOf({ shape, values }: FeatureMap): FeatureMap {
  return { shape, values: values.slice() };
}

/** Channels of the maps in their order. */
export function concatenated(shape: PlanShape, maps: readonly FeatureMap[]): FeatureMap {
  const sources = maps.flatMap((map) =>
    Array.from({ length: map.shape.channels }, (_, channel) => ({ map, channel })),
  );
  return mapOf(shape, (row, column, channel) => {
    const source = sources[channel];
    return source ? pixel(source.map, row, column, source.channel) : Number.NaN;
  });
}

/** As many channels as `shape` has, from `first` on. */
export function sliceOfChannels(map: FeatureMap, shape: PlanShape, first: number): FeatureMap {
  return mapOf(shape, (row, column, channel) => pixel(map, row, column, first + channel));
}

/** (4) The sum over the pixels of one image: four partial sums by column modulo 4. */
export function sumOverPixels(shape: PlanShape, term: (row: number, column: number) => number): number {
  const partial: [number, number, number, number] = [0, 0, 0, 0];
  for (let row = 0; row < shape.height; row++) {
    for (let column = 0; column < shape.width; column++) {
      const which = (column % 4) as 0 | 1 | 2 | 3;
      partial[which] = add(partial[which], term(row, column));
    }
  }
  return add(add(partial[0], partial[1]), add(partial[2], partial[3]));
}
