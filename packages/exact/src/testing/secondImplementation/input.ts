import type { PlanShape } from '../../plan.ts';
import { item, multiply, single, subtract } from './arithmetic.ts';
import { changed, type FeatureMap, type Tensor } from './featureMap.ts';

/** By channel. */
export interface InputNormalisation {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** (13) The image tensor: bytes are normalised, floats are taken as they are. */
export function inputTensor(
  shape: PlanShape,
  images: Uint8Array | Float32Array,
  normalisation: InputNormalisation,
): Tensor {
  const size = shape.height * shape.width * shape.channels;
  return Array.from({ length: images.length / size }, (_, image) => {
    const values = Float32Array.from(images.subarray(image * size, (image + 1) * size));
    const map = { shape, values };
    return images instanceof Float32Array ? map : normalisedImage(map, normalisation);
  });
}

function normalisedImage(map: FeatureMap, { mean, deviation }: InputNormalisation): FeatureMap {
  return changed(map, (value, place) => {
    const channel = place % map.shape.channels;
    const reciprocal = single(1 / item(deviation, channel));
    return multiply(subtract(value, single(item(mean, channel))), reciprocal);
  });
}
