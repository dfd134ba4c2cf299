import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetError } from './datasetError.ts';
import { datasetBytes, encodeDataset } from './encode.ts';
import { PRELUDE_BYTES } from './format.ts';
import { datasetSha256, openDataset, readDatasetHeader } from './openDataset.ts';
import { smallDataset, smallHeader } from './testData.ts';

let folder: string;
let file: string;
let good: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'naschain-datasets-'));
  file = join(folder, 'file');
  good = await encodeDataset(smallDataset());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The error code that a file of these bytes gives, or `opened`. */
async function codeOf(bytes: Uint8Array): Promise<string> {
  await writeFile(file, bytes);
  return openDataset(file).then(
    () => 'opened',
    (error: unknown) => {
      if (error instanceof DatasetError) return error.code;
      throw error;
    },
  );
}

/** The good file with another header; the length field follows. */
function withHeaderText(text: string): Uint8Array {
  const old = new DataView(good.buffer).getUint32(12, true);
  const header = Buffer.from(text);
  const prelude = Buffer.from(good.subarray(0, PRELUDE_BYTES));
  prelude.writeUInt32LE(header.length, 12);
  return Buffer.concat([prelude, header, good.subarray(PRELUDE_BYTES + old)]);
}

function changed(at: number, value: number): Uint8Array {
  const bytes = Uint8Array.from(good);
  bytes[at < 0 ? bytes.length + at : at] = value;
  return bytes;
}

describe('a dataset file', () => {
  it('gives back what was written', async () => {
    await writeFile(file, good);
    expect(await openDataset(file)).toEqual(smallDataset());
    expect(await readDatasetHeader(file)).toEqual({ header: smallHeader, bytes: good.length });
    expect(await datasetSha256(file)).toBe(createHash('sha256').update(good).digest('hex'));
  });

  it('has the documented layout, for good: its hash is the identity of a dataset', async () => {
    const header =
      '{"classes":["a","b","c"],"image":{"channels":3,"height":4,"width":5},"name":"small","splits":{"test":3,"train":5}}';
    const { train, test } = smallDataset();
    const prelude = Buffer.from(
      `NASCDATA\x01\0\0\0${String.fromCharCode(header.length)}\0\0\0${header}`,
      'latin1',
    );
    const labels = Buffer.from([...train.labels, ...test.labels].flatMap((label) => [label, 0]));
    expect(Buffer.from(good)).toEqual(Buffer.concat([prelude, train.images, test.images, labels]));
    expect(createHash('sha256').update(good).digest('hex')).toMatchInlineSnapshot(
      `"fc1bf492191c3fc7281617a4300d6ffcd73f08e632549b7512ebf16c3644af2f"`,
    );
  });

  it('does not depend on the pieces in which its images came', async () => {
    const { header, train, test } = smallDataset();
    const chunks = [train, test].flatMap(({ images, labels }) =>
      Array.from(labels, (label, index) => ({
        images: images.subarray(index * 60, (index + 1) * 60),
        labels: Uint16Array.of(label),
      })),
    );
    const parts: Uint8Array[] = [];
    for await (const part of datasetBytes({ header, chunks })) parts.push(part);
    expect(Buffer.concat(parts)).toEqual(Buffer.from(good));
  });
});

describe('a malformed file', () => {
  const header = (change: object) => JSON.stringify({ ...smallHeader, ...change });
  it.each<[string, () => Uint8Array, string]>([
    ['empty', () => new Uint8Array(), 'notADataset'],
    ['something else', () => Buffer.from('\x89PNG and so on, long enough to be read'), 'notADataset'],
    ['cut after the magic', () => good.subarray(0, 10), 'truncated'],
    ['of a later version', () => changed(8, 2), 'unsupportedVersion'],
    ['with an absurd header length', () => changed(15, 0xff), 'headerTooLarge'],
    ['cut within the header', () => good.subarray(0, 60), 'truncated'],
    ['whose header is no JSON', () => withHeaderText('{"name":'), 'headerMalformed'],
    ['whose header is no UTF-8', () => changed(PRELUDE_BYTES + 14, 0xff), 'headerMalformed'],
    ['with an unknown header field', () => withHeaderText(header({ author: 'x' })), 'headerMalformed'],
    ['with no class names', () => withHeaderText(header({ classes: [] })), 'headerMalformed'],
    [
      'with a negative count',
      () => withHeaderText(header({ splits: { train: -1, test: 3 } })),
      'headerMalformed',
    ],
    [
      'with sorted keys but spaces',
      () => withHeaderText(JSON.stringify(smallHeader, null, 1)),
      'headerNotCanonical',
    ],
    ['with keys in another order', () => withHeaderText(header({})), 'headerNotCanonical'],
    ['a byte short', () => good.subarray(0, good.length - 1), 'sizeMismatch'],
    ['a byte long', () => Buffer.concat([good, Buffer.of(0)]), 'sizeMismatch'],
    ['with a label out of range', () => changed(-2, 3), 'labelOutOfRange'],
    ['with a label out of range in its high byte', () => changed(-1, 1), 'labelOutOfRange'],
  ])('%s gives its own error', async (_name, bytes, code) => {
    expect(await codeOf(bytes())).toBe(code);
  });

  it('never gives anything but a DatasetError or the dataset', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), async (at, value, end) => {
        await codeOf(changed(at, value).subarray(0, end));
      }),
      { numRuns: 150 },
    );
  });

  it('a missing file is notFound', async () => {
    await expect(openDataset(join(folder, 'none'))).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('writing', () => {
  it('refuses what could not be read', async () => {
    const { header, train, test } = smallDataset();
    const write = (change: object) => encodeDataset({ header, train, test, ...change });
    const short = { images: train.images.subarray(0, 240), labels: train.labels.subarray(0, 4) };
    await expect(write({ train: short })).rejects.toMatchObject({ code: 'sizeMismatch' });
    const wrong = { images: train.images, labels: Uint16Array.of(0, 1, 2, 3, 0) };
    await expect(write({ train: wrong })).rejects.toMatchObject({ code: 'labelOutOfRange' });
    await expect(write({ header: { ...header, name: '' } })).rejects.toMatchObject({
      code: 'headerMalformed',
    });
    const huge = {
      ...header,
      image: { height: 224, width: 224, channels: 3 },
      splits: { train: 1e6, test: 1 },
    };
    await expect(
      write({
        header: huge,
        train: { images: new Uint8Array(), labels: { length: 1e6 } },
        test: { labels: { length: 1 } },
      }),
    ).rejects.toMatchObject({ code: 'tooLarge' });
    const drain = async (chunks: (typeof train)[]) => {
      for await (const _ of datasetBytes({ header, chunks }));
    };
    await expect(drain([train])).rejects.toMatchObject({ code: 'sizeMismatch' });
    await expect(drain([train, test, test])).rejects.toMatchObject({ code: 'sizeMismatch' });
    await expect(drain([{ images: train.images, labels: test.labels }])).rejects.toMatchObject({
      code: 'sizeMismatch',
    });
  });
});
