import { DatasetError } from './datasetError.ts';
import { type DatasetHeader, type DatasetSplit, encodePrelude, imageBytes } from './format.ts';

/** A dataset on its way in: its images come in pieces of any size, first the training split, then the test split. */
export interface DatasetSource {
  header: DatasetHeader;
  chunks: AsyncIterable<DatasetSplit> | Iterable<DatasetSplit>;
}

/** The bytes of a dataset file in order, holding one piece at a time in memory. @throws DatasetError */
export async function* datasetBytes(source: DatasetSource): AsyncGenerator<Uint8Array> {
  const { header } = source;
  yield encodePrelude(header);
  const labels = new Uint8Array(2 * (header.splits.train + header.splits.test));
  const view = new DataView(labels.buffer);
  let count = 0;
  for await (const chunk of source.chunks) {
    if (chunk.images.length !== chunk.labels.length * imageBytes(header))
      throw new DatasetError(
        'sizeMismatch',
        `${chunk.images.length} bytes for ${chunk.labels.length} images`,
      );
    if (2 * (count + chunk.labels.length) > labels.length) throw countMismatch(header, 'more');
    for (const label of chunk.labels) {
      if (label >= header.classes.length) throw labelOutOfRange(label, count, header);
      view.setUint16(2 * count, label, true);
      count += 1;
    }
    yield chunk.images;
  }
  if (2 * count !== labels.length) throw countMismatch(header, `only ${count}`);
  yield labels;
}

/** A whole (small) dataset file in memory. @throws DatasetError */
export async function encodeDataset(content: {
  header: DatasetHeader;
  train: DatasetSplit;
  test: DatasetSplit;
}): Promise<Uint8Array> {
  const { header, train, test } = content;
  if (train.labels.length !== header.splits.train || test.labels.length !== header.splits.test)
    throw countMismatch(header, `${train.labels.length} + ${test.labels.length}`);
  const parts: Uint8Array[] = [];
  for await (const part of datasetBytes({ header, chunks: [train, test] })) parts.push(part);
  return Uint8Array.from(Buffer.concat(parts));
}

export function labelOutOfRange(label: number, index: number, header: DatasetHeader): DatasetError {
  return new DatasetError(
    'labelOutOfRange',
    `image ${index} has label ${label} of ${header.classes.length} classes`,
  );
}

function countMismatch(header: DatasetHeader, have: string): DatasetError {
  const { train, test } = header.splits;
  return new DatasetError('sizeMismatch', `the header says ${train} + ${test} images, there are ${have}`);
}
