import { Random } from '@naschain/exact';
import type { ImageShape, Recipe } from '@naschain/protocol';
import { describe, expect, it } from 'vitest';
import { augmentationOf } from './augmentation.ts';
import { augmentationRandom } from './randomness.ts';
import { barSpec } from './testData.ts';
import { gather, type TrainingData } from './trainingData.ts';

type Wanted = NonNullable<Recipe['augmentation']>;

function randomImages(image: ImageShape, count: number): TrainingData {
  const random = new Random(4, 4);
  const length = count * image.height * image.width * image.channels;
  const images = Uint8Array.from({ length }, () => 1 + random.below(255));
  return { image, classes: 2, train: { images, labels: new Uint16Array(count) } };
}

/** The README's words, pixel by pixel. */
function expected(data: TrainingData, indices: Uint32Array, wanted: Wanted, mean: number[], random: Random) {
  const { height, width, channels } = data.image;
  const { crop = 0, flip = false, cutout = 0 } = wanted;
  const result: number[] = [];
  for (const index of indices) {
    const row = crop > 0 ? random.below(2 * crop + 1) : 0;
    const column = crop > 0 ? random.below(2 * crop + 1) : 0;
    const mirrored = flip && random.below(2) === 1;
    const centreRow = cutout > 0 ? random.below(height) : 0;
    const centreColumn = cutout > 0 ? random.below(width) : 0;
    const half = Math.floor(cutout / 2);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inSquare =
          y >= centreRow - half &&
          y < centreRow - half + cutout &&
          x >= centreColumn - half &&
          x < centreColumn - half + cutout;
        const sourceY = y + row - crop;
        const sourceX = (mirrored ? width - 1 - x : x) + column - crop;
        const isInside = sourceY >= 0 && sourceY < height && sourceX >= 0 && sourceX < width;
        for (let channel = 0; channel < channels; channel++) {
          const place = ((index * height + sourceY) * width + sourceX) * channels + channel;
          const byte = isInside ? (data.train.images[place] ?? -1) : 0;
          result.push(inSquare ? Math.round(mean[channel] ?? -1) : byte);
        }
      }
    }
  }
  return Uint8Array.from(result);
}

describe('augmentation', () => {
  const shapes: ImageShape[] = [
    { height: 8, width: 8, channels: 1 },
    { height: 5, width: 9, channels: 3 },
    { height: 10, width: 4, channels: 4 },
  ];
  const all: Wanted[] = [
    { crop: 1 },
    { crop: 4 },
    { crop: 16 },
    { flip: true },
    { cutout: 1 },
    { cutout: 4 },
    { crop: 2, flip: true, cutout: 3 },
    { crop: 9, flip: true },
  ];
  it.each(all)('%j does what the recipe says, on images of several shapes', (augmentation) => {
    for (const image of shapes) {
      const data = randomImages(image, 6);
      const mean = [10.5, 99.49, 200.51, 254.9].slice(0, image.channels);
      const indices = Uint32Array.from({ length: 60 }, (_, place) => (place * 5) % 6);
      const copy = augmentationOf({ augmentation }, image, mean)?.(new Random(7, 7)) ?? null;
      const { images } = gather(data, indices, copy);
      expect(images).toEqual(expected(data, indices, augmentation, mean, new Random(7, 7)));
    }
  });

  it('without any is a copy', () => {
    const data = randomImages({ height: 5, width: 9, channels: 3 }, 3);
    expect(augmentationOf({}, data.image, [0, 0, 0])).toBeNull();
    expect(gather(data, Uint32Array.of(0, 1, 2)).images).toEqual(data.train.images);
  });

  it('draws anew in every epoch, from the seed alone', () => {
    const { recipe } = barSpec();
    const first = (epoch: number, seed = 1) => augmentationRandom({ ...recipe, seed }, epoch).uint32();
    expect(new Set([first(1), first(2), first(1000), first(1, 2)]).size).toBe(4);
    expect(first(1)).toBe(new Random(1, 1_000_001).uint32());
  });

  it('mirrors half of the images and crops at every offset equally often', () => {
    const image = { height: 4, width: 4, channels: 1 };
    const train = { images: Uint8Array.from({ length: 16 }, (_, i) => i + 1), labels: new Uint16Array(1) };
    const copy =
      augmentationOf({ augmentation: { crop: 1, flip: true } }, image, [0])?.(new Random(1, 1)) ?? null;
    const seen = new Map<string, number>();
    const { images } = gather({ image, classes: 2, train }, new Uint32Array(18_000), copy);
    for (let at = 0; at < images.length; at += 16) {
      const key = images.subarray(at, at + 16).join();
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(seen.size).toBe(18);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
