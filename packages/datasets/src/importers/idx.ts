import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DatasetError } from '../datasetError.ts';
import type { DatasetSplit } from '../format.ts';

/** Above any file of the MNIST family (47 MB). */
const MAX_IDX_BYTES = 256 * 1024 * 1024;

/** Grey 28 x 28 images of one split. */
const SIDE = 28;

/**
 * The two splits of a folder in the IDX format of MNIST, files optionally gzipped, named as the originals are
 * (`train-images-idx3-ubyte`; a dot before `idx` is common too). @throws DatasetError `sourceMissing`, `sourceMalformed`
 */
export async function readIdxFolder(folder: string): Promise<{ train: DatasetSplit; test: DatasetSplit }> {
  const readSplit = async (prefix: string): Promise<DatasetSplit> => {
    const images = parseIdx(await readIdxFile(folder, `${prefix}-images`, 'idx3-ubyte'), 3);
    const labels = parseIdx(await readIdxFile(folder, `${prefix}-labels`, 'idx1-ubyte'), 1);
    const [count, height, width] = images.shape;
    if (height !== SIDE || width !== SIDE)
      throw malformed(`images of ${height} x ${width}, expected 28 x 28`);
    if (labels.shape[0] !== count) throw malformed(`${count} images but ${labels.shape[0]} labels`);
    return { images: images.data, labels: Uint16Array.from(labels.data) };
  };
  return { train: await readSplit('train'), test: await readSplit('t10k') };
}

/** An IDX array of bytes: 0, 0, type 8, number of dimensions, their sizes (u32, big-endian), data. */
export function parseIdx(bytes: Uint8Array, dimensions: number): { shape: number[]; data: Uint8Array } {
  const headBytes = 4 + 4 * dimensions;
  if (bytes.length < headBytes) throw malformed('shorter than its head');
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8 || bytes[3] !== dimensions)
    throw malformed(`no IDX file of bytes with ${dimensions} dimensions`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
  const size = shape.reduce((product, side) => product * side, 1);
  if (bytes.length !== headBytes + size)
    throw malformed(`${bytes.length} bytes, expected ${headBytes + size}`);
  return { shape, data: bytes.subarray(headBytes) };
}

async function readIdxFile(folder: string, stem: string, suffix: string): Promise<Uint8Array> {
  for (const name of [`${stem}-${suffix}`, `${stem}.${suffix}`]) {
    const plain = await readFile(join(folder, name)).catch(() => null);
    if (plain) return plain;
    const packed = await readFile(join(folder, `${name}.gz`)).catch(() => null);
    if (packed) return gunzip(packed, name);
  }
  throw new DatasetError('sourceMissing', `${join(folder, `${stem}-${suffix}`)} (or .gz) is not there`);
}

function gunzip(packed: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(packed, { maxOutputLength: MAX_IDX_BYTES });
  } catch (cause) {
    throw new DatasetError('sourceMalformed', `${name}.gz cannot be unpacked`, { cause });
  }
}

function malformed(what: string): DatasetError {
  return new DatasetError('sourceMalformed', `IDX file: ${what}`);
}
