import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileBlobStore } from './fileBlobStore.ts';

let folder: string;
let store: FileBlobStore;
const content = Buffer.from('0123456789');
const sha256 = createHash('sha256').update(content).digest('hex');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'naschain-store-'));
  store = new FileBlobStore(join(folder, 'blobs'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('FileBlobStore', () => {
  it('keeps a blob under its hash', async () => {
    expect(await store.has(sha256)).toBe(false);
    expect(await store.list()).toEqual([]);
    expect(await store.put([content.subarray(0, 3), content.subarray(3)])).toEqual({ sha256, bytes: 10 });
    expect(await store.size(sha256)).toBe(10);
    expect(await store.verify(sha256)).toBe(true);
    expect(await store.list()).toEqual([sha256]);
    expect(await store.put([content])).toEqual({ sha256, bytes: 10 });
    expect(await readdir(store.directory)).toEqual([sha256]);
  });

  it('streams ranges, both ends included', async () => {
    await store.put([content]);
    const read = async (range?: { start: number; end: number }) =>
      Buffer.concat(await store.stream(sha256, range).toArray()).toString();
    expect(await read()).toBe('0123456789');
    expect(await read({ start: 2, end: 4 })).toBe('234');
    expect(await read({ start: 9, end: 9 })).toBe('9');
    await expect(store.stream('0'.repeat(64)).toArray()).rejects.toThrow('ENOENT');
  });

  it('a failed or oversized stream leaves nothing behind', async () => {
    const broken = async function* () {
      yield content;
      throw new Error('the source broke');
    };
    await expect(store.put(broken())).rejects.toThrow('the source broke');
    await expect(store.put([content], { maxBytes: 9 })).rejects.toMatchObject({ code: 'tooLarge' });
    expect(await readdir(store.directory)).toEqual([]);
  });

  it('notices a damaged blob', async () => {
    await store.put([content]);
    await writeFile(store.path(sha256), 'damaged');
    expect(await store.verify(sha256)).toBe(false);
    await store.remove(sha256);
    expect(await store.verify(sha256)).toBe(false);
  });

  it('takes nothing but a hash for a name', () => {
    for (const name of ['', '..', '../x', sha256.toUpperCase(), `${sha256}/..`])
      expect(() => store.path(name)).toThrow();
  });
});
