import { canonicalJson, imageShapeSchema } from '@naschain/protocol';
import { z } from 'zod';
import { DatasetError } from './datasetError.ts';

/*
 * A dataset file, all integers little-endian:
 *   8 bytes  "NASCDATA"
 *   u32      version, 1
 *   u32      length of the header in bytes
 *   header   canonical JSON (UTF-8) of a DatasetHeader
 *   u8       images, NHWC, first the training split, then the test split
 *   u16      labels in the same order
 * The SHA-256 of the whole file is the dataset's identity.
 */
export const MAGIC = new TextEncoder().encode('NASCDATA');
export const FORMAT_VERSION = 1;
export const PRELUDE_BYTES = MAGIC.length + 8;
export const MAX_HEADER_BYTES = 262_144;
/** The largest file that a process opens in one piece. */
export const MAX_DATASET_BYTES = 4 * 1024 ** 3 - 65_536;

export const datasetHeaderSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  image: imageShapeSchema,
  /** Names of the classes; a label is an index into them. */
  classes: z.array(z.string().min(1).max(80)).min(2).max(1000),
  /** Images per split. */
  splits: z.strictObject({
    train: z.int().min(1).max(100_000_000),
    test: z.int().min(0).max(100_000_000),
  }),
});
export type DatasetHeader = z.infer<typeof datasetHeaderSchema>;

/** Images (uint8, NHWC) and the index of each one's class. */
export interface DatasetSplit {
  images: Uint8Array;
  labels: Uint16Array;
}

/** Bytes of one image. */
export function imageBytes(header: DatasetHeader): number {
  return header.image.height * header.image.width * header.image.channels;
}

/** Byte positions of the parts of a file whose header takes `headerBytes`. */
export function layoutOf(header: DatasetHeader, headerBytes: number) {
  const count = header.splits.train + header.splits.test;
  const images = PRELUDE_BYTES + headerBytes;
  const labels = images + count * imageBytes(header);
  return { images, labels, end: labels + 2 * count };
}

/** Everything before the images. @throws DatasetError `headerMalformed`, `tooLarge` */
export function encodePrelude(header: DatasetHeader): Uint8Array {
  const parsed = datasetHeaderSchema.safeParse(header);
  if (!parsed.success) throw new DatasetError('headerMalformed', z.prettifyError(parsed.error));
  const json = new TextEncoder().encode(canonicalJson(parsed.data));
  if (json.length > MAX_HEADER_BYTES)
    throw new DatasetError('headerTooLarge', 'the class names are too long');
  const { end } = layoutOf(parsed.data, json.length);
  if (end > MAX_DATASET_BYTES) throw tooLarge(end);
  const bytes = new Uint8Array(PRELUDE_BYTES + json.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(MAGIC.length, FORMAT_VERSION, true);
  view.setUint32(MAGIC.length + 4, json.length, true);
  bytes.set(json, PRELUDE_BYTES);
  return bytes;
}

/** The length of the header that follows the first 16 bytes. @throws DatasetError */
export function parsePrelude(bytes: Uint8Array): number {
  if (MAGIC.some((byte, index) => bytes[index] !== byte))
    throw new DatasetError(
      'notADataset',
      'this is not a dataset file; make one with: npm run dataset -- import',
    );
  if (bytes.length < PRELUDE_BYTES)
    throw new DatasetError('truncated', 'the file ends within its first 16 bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const version = view.getUint32(MAGIC.length, true);
  if (version !== FORMAT_VERSION)
    throw new DatasetError(
      'unsupportedVersion',
      `format version ${version}; this program reads ${FORMAT_VERSION}`,
    );
  const headerBytes = view.getUint32(MAGIC.length + 4, true);
  if (headerBytes > MAX_HEADER_BYTES)
    throw new DatasetError('headerTooLarge', `the header claims ${headerBytes} bytes of ${MAX_HEADER_BYTES}`);
  return headerBytes;
}

/** @throws DatasetError `headerMalformed`, `headerNotCanonical` */
export function parseHeader(bytes: Uint8Array): DatasetHeader {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    json = JSON.parse(text);
  } catch (cause) {
    throw new DatasetError('headerMalformed', 'the header is not JSON', { cause });
  }
  const parsed = datasetHeaderSchema.safeParse(json);
  if (!parsed.success) throw new DatasetError('headerMalformed', z.prettifyError(parsed.error));
  if (canonicalJson(parsed.data) !== text)
    throw new DatasetError(
      'headerNotCanonical',
      'the header is not in canonical JSON; import the dataset again',
    );
  return parsed.data;
}

export function tooLarge(bytes: number): DatasetError {
  return new DatasetError('tooLarge', `${bytes} bytes; the limit is ${MAX_DATASET_BYTES}`);
}
