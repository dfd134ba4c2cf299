import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { DatasetError } from './datasetError.ts';
import { labelOutOfRange } from './encode.ts';
import {
  type DatasetHeader,
  type DatasetSplit,
  imageBytes,
  layoutOf,
  MAX_DATASET_BYTES,
  PRELUDE_BYTES,
  parseHeader,
  parsePrelude,
  tooLarge,
} from './format.ts';

export interface Dataset {
  header: DatasetHeader;
  train: DatasetSplit;
  test: DatasetSplit;
}

/** Read calls are cut into pieces of this size: the system's own limit is 2 GiB. */
const READ_BYTES = 64 * 1024 * 1024;

/**
 * Reads and checks a whole dataset. Images are views of one buffer.
 * @throws DatasetError for each way in which a file can be wrong
 */
export function openDataset(path: string): Promise<Dataset> {
  return withFile(path, async (handle) => {
    const { header, layout } = await readLayout(handle);
    const images = await readExactly(handle, layout.images, layout.labels - layout.images);
    const labels = decodeLabels(await readExactly(handle, layout.labels, layout.end - layout.labels), header);
    const { train } = header.splits;
    const split = train * imageBytes(header);
    return {
      header,
      train: { images: images.subarray(0, split), labels: labels.subarray(0, train) },
      test: { images: images.subarray(split), labels: labels.subarray(train) },
    };
  });
}

/** The header alone, after checking that the file has the size it implies. @throws DatasetError */
export function readDatasetHeader(path: string): Promise<{ header: DatasetHeader; bytes: number }> {
  return withFile(path, async (handle) => {
    const { header, layout } = await readLayout(handle);
    return { header, bytes: layout.end };
  });
}

/** SHA-256 (hex) of a file: a dataset's identity. @throws DatasetError `notFound` */
export async function datasetSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  } catch (cause) {
    throw notReadable(path, cause);
  }
  return hash.digest('hex');
}

async function withFile<T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw notReadable(path, cause);
  });
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

async function readLayout(handle: FileHandle) {
  const { size } = await handle.stat();
  if (size > MAX_DATASET_BYTES) throw tooLarge(size);
  const headerBytes = parsePrelude(await readExactly(handle, 0, Math.min(PRELUDE_BYTES, size)));
  if (PRELUDE_BYTES + headerBytes > size)
    throw new DatasetError('truncated', 'the file ends within its header');
  const header = parseHeader(await readExactly(handle, PRELUDE_BYTES, headerBytes));
  const layout = layoutOf(header, headerBytes);
  if (layout.end !== size)
    throw new DatasetError('sizeMismatch', `the header implies ${layout.end} bytes, the file has ${size}`);
  return { header, layout };
}

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(
      bytes,
      done,
      Math.min(READ_BYTES, length - done),
      position + done,
    );
    if (bytesRead === 0) throw new DatasetError('truncated', 'the file shrank while it was read');
    done += bytesRead;
  }
  return bytes;
}

function decodeLabels(bytes: Uint8Array, header: DatasetHeader): Uint16Array {
  const view = new DataView(bytes.buffer);
  const labels = new Uint16Array(bytes.length / 2);
  for (let index = 0; index < labels.length; index++) {
    const label = view.getUint16(2 * index, true);
    if (label >= header.classes.length) throw labelOutOfRange(label, index, header);
    labels[index] = label;
  }
  return labels;
}

function notReadable(path: string, cause: unknown): DatasetError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : 'unknown error';
  return new DatasetError('notFound', `${path} cannot be read (${code})`, { cause });
}
