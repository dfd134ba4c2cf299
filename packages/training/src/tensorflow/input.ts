import type { Images, Plan } from '@naschain/exact';
import type { Normalisation } from '../normalisation.ts';

/** @throws RangeError for images or labels that do not fit the plan or each other. */
export function checkBatch(plan: Plan, images: Images, labels: Uint16Array, most: number): void {
  const { height, width, channels } = plan.image;
  if (labels.length < 1 || labels.length > most) {
    throw new RangeError(`the number of images must be from 1 to ${most}, got ${labels.length}`);
  }
  const expected = labels.length * height * width * channels;
  if (images.length !== expected) {
    throw new RangeError(`${labels.length} images have ${expected} values, got ${images.length}`);
  }
  if (labels.some((label) => label >= plan.classes)) {
    throw new RangeError(`a label is not below the number of classes, ${plan.classes}`);
  }
}

/** (byte - mean) * (1 / deviation) by channel, all in single precision, as the exact engine does. */
export function normalise(bytes: Uint8Array, { mean, deviation }: Normalisation): Float32Array {
  const channels = mean.length;
  const tables = mean.map((value, channel) => {
    const inverse = Math.fround(1 / (deviation[channel] ?? 1));
    const centre = Math.fround(value);
    return Float32Array.from({ length: 256 }, (_, byte) => Math.fround(byte - centre) * inverse);
  });
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    values[i] = tables[i % channels]?.[bytes[i] ?? 0] ?? 0;
  }
  return values;
}
