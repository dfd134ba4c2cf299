import { Random } from '@naschain/exact';
import type { NetworkDescription } from '../networks/description.ts';

/** A stream of the generator for the images, apart from that of the weights. */
const STREAM = 9;

/** So many images of noise (bytes, NHWC), then a label for each, a byte: the same on every machine. */
export function fixedImages({ image, classes }: NetworkDescription, count: number): Uint8Array {
  const random = new Random(1, STREAM);
  const values = count * image.height * image.width * image.channels;
  const bytes = new Uint8Array(values + count);
  for (let i = 0; i < values; i++) bytes[i] = random.below(256);
  for (let i = values; i < bytes.length; i++) bytes[i] = random.below(classes);
  return bytes;
}
