import type { Random } from '@naschain/exact';

interface Split {
  readonly images: Uint8Array;
  readonly labels: Uint16Array;
}
interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Copies the images (NHWC) at `indices`, each moved by up to `shift` pixels in both directions, black moving in, and
 * mirrored half of the time: a random crop of the padded image.
 */
export function augmentedBatch(
  { images, labels }: Split,
  indices: Uint32Array,
  { image, shift, random }: { image: Shape; shift: number; random: Random },
): { images: Uint8Array; labels: Uint16Array } {
  const size = image.height * image.width * image.channels;
  const batch = { images: new Uint8Array(indices.length * size), labels: new Uint16Array(indices.length) };
  indices.forEach((index, place) => {
    const from = images.subarray(index * size, (index + 1) * size);
    const to = batch.images.subarray(place * size, (place + 1) * size);
    const down = random.below(2 * shift + 1) - shift;
    const right = random.below(2 * shift + 1) - shift;
    copyMoved(from, to, image, { down, right, mirrored: random.below(2) === 1 });
    batch.labels[place] = labels[index] ?? 0;
  });
  return batch;
}

/** `to` is black. Pixel (row, column) of the crop is pixel (row + down, column + right) of the image. */
export function copyMoved(
  from: Uint8Array,
  to: Uint8Array,
  { height, width, channels }: Shape,
  { down, right, mirrored }: { down: number; right: number; mirrored: boolean },
): void {
  for (let row = Math.max(0, -down); row < Math.min(height, height - down); row++)
    for (let column = Math.max(0, -right); column < Math.min(width, width - right); column++) {
      const target = (row * width + (mirrored ? width - 1 - column : column)) * channels;
      const source = ((row + down) * width + column + right) * channels;
      for (let channel = 0; channel < channels; channel++) to[target + channel] = from[source + channel] ?? 0;
    }
}
