import type { Random } from '@naschain/exact';
import type { ImageShape, Recipe } from '@naschain/protocol';

/** Copies an image of `images` that begins at byte `from` to byte `at` of `to`, which holds zeros. */
export type CopyImage = (images: Uint8Array, from: number, to: Uint8Array, at: number) => void;

/** Begins an epoch's augmentation: the images of the epoch must be copied in its order, each once. */
export type Augmentation = (random: Random) => CopyImage;

/**
 * What a recipe does to its training images (README), in integers; null if nothing. Whole rows are copied wherever
 * they are not mirrored.
 * @param mean of each channel's bytes
 */
export function augmentationOf(
  { augmentation }: Pick<Recipe, 'augmentation'>,
  image: ImageShape,
  mean: readonly number[],
): Augmentation | null {
  if (augmentation === undefined) return null;
  const { crop = 0, flip = false, cutout = 0 } = augmentation;
  const { height, width, channels } = image;
  const paint = meanRow(mean, Math.min(cutout, width));
  return (random) => (images, from, to, at) => {
    const down = crop > 0 ? random.below(2 * crop + 1) - crop : 0;
    const right = crop > 0 ? random.below(2 * crop + 1) - crop : 0;
    const mirrored = flip && random.below(2) === 1;
    copyShifted(images, from, to, at, image, down, right, mirrored);
    if (cutout === 0) return;
    const top = random.below(height) - (cutout >> 1);
    const left = random.below(width) - (cutout >> 1);
    const first = Math.max(0, left);
    const length = (Math.min(width, left + cutout) - first) * channels;
    const row = paint.subarray(0, length);
    for (let y = Math.max(0, top); y < Math.min(height, top + cutout); y++) {
      to.set(row, at + (y * width + first) * channels);
    }
  };
}

/** Copies the window that lies `down` and `right` of the image; what lies outside the image is left as it is. */
function copyShifted(
  images: Uint8Array,
  from: number,
  to: Uint8Array,
  at: number,
  { height, width, channels }: ImageShape,
  down: number,
  right: number,
  mirrored: boolean,
): void {
  const stride = width * channels;
  // Columns of the window that lie in the image.
  const first = Math.max(0, -right);
  const end = Math.min(width, width - right);
  if (end <= first) return;
  for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
    const source = from + (y + down) * stride + (first + right) * channels;
    const length = (end - first) * channels;
    if (mirrored) mirrorRow(images, source, to, at + y * stride + (width - end) * channels, length, channels);
    else to.set(images.subarray(source, source + length), at + y * stride + first * channels);
  }
}

/** Copies `length` bytes, the pixels in reverse order. */
function mirrorRow(
  images: Uint8Array,
  from: number,
  to: Uint8Array,
  at: number,
  length: number,
  channels: number,
): void {
  let place = at + length - channels;
  for (let pixel = from; pixel < from + length; pixel += channels) {
    for (let channel = 0; channel < channels; channel++) {
      to[place + channel] = images[pixel + channel] ?? 0;
    }
    place -= channels;
  }
}

/** Pixels in the mean colour, each channel rounded to the nearest byte. */
function meanRow(mean: readonly number[], pixels: number): Uint8Array {
  const colour = mean.map((value) => Math.floor(value + 0.5));
  return Uint8Array.from({ length: pixels * mean.length }, (_, index) => colour[index % mean.length] ?? 0);
}
