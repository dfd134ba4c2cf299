import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DownloadOptions, downloadDataset } from './download.ts';
import { FileBlobStore } from './fileBlobStore.ts';

const content = Buffer.alloc(300_000, 'naschain');
const sha256 = createHash('sha256').update(content).digest('hex');

type Handler = (request: IncomingMessage, response: ServerResponse, start: number) => void;

let folder: string;
let store: FileBlobStore;
let server: Server;
let ranges: string[];
let handler: Handler;
let options: DownloadOptions;

/** Answers properly with the content from the asked-for byte, up to `end`, and then cuts the connection if short. */
const serve =
  (end = content.length): Handler =>
  (_request, response, start) => {
    const status = start > 0 ? 206 : 200;
    const range = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
    response.writeHead(status, { 'content-length': content.length - start, ...(start > 0 ? range : {}) });
    const piece = content.subarray(start, Math.max(start, end));
    if (end >= content.length) response.end(piece);
    else response.write(piece, () => setTimeout(() => response.destroy(), 20));
  };

const answer =
  (status: number, body = ''): Handler =>
  (_request, response) =>
    response.writeHead(status).end(body);

/** The first requests get these answers, all later ones the last. */
const inTurn = (...handlers: Handler[]): Handler => {
  let turn = 0;
  return (...of) => handlers[Math.min(turn++, handlers.length - 1)]?.(...of);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'naschain-download-'));
  store = new FileBlobStore(folder);
  ranges = [];
  handler = serve();
  server = createServer((request, response) => {
    const range = request.headers.range ?? '';
    ranges.push(range);
    handler(request, response, Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  options = { url: `http://127.0.0.1:${port}/x`, sha256, store, fetch, retryMilliseconds: 1 };
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function expectComplete(): Promise<void> {
  expect(await store.verify(sha256)).toBe(true);
  expect(await readdir(folder)).toEqual([sha256]);
}

describe('downloadDataset', () => {
  it('brings a blob, reports progress, and does not fetch it twice', async () => {
    const seen: [number, number | null][] = [];
    const path = await downloadDataset({
      ...options,
      onProgress: (bytes, total) => seen.push([bytes, total]),
    });
    expect(path).toBe(store.path(sha256));
    expect(seen.at(-1)).toEqual([content.length, content.length]);
    await expectComplete();
    await downloadDataset(options);
    expect(ranges).toEqual(['']);
  });

  it('continues after a cut at the byte where it stopped', async () => {
    handler = inTurn(serve(100_000), serve(200_000), serve());
    await downloadDataset(options);
    expect(ranges[0]).toBe('');
    for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-$/);
    expect(ranges).toHaveLength(3);
    await expectComplete();
  });

  it('continues what another process began and gave up, or lost', async () => {
    handler = serve(100_000);
    await expect(downloadDataset({ ...options, attempts: 1 })).rejects.toMatchObject({
      code: 'downloadInterrupted',
    });
    const part = join(folder, `.part-${sha256}`);
    expect(await readdir(folder)).toEqual([`.part-${sha256}`]);
    // As a killed process leaves it: under its own name, not touched for a while.
    await rename(part, `${part}-lost`);
    await utimes(`${part}-lost`, 0, 0);
    handler = serve();
    await downloadDataset(options);
    expect(ranges.at(-1)).toMatch(/^bytes=[1-9]\d*-$/);
    await expectComplete();
  });

  it('leaves a part alone that another process is writing', async () => {
    await writeFile(join(folder, `.part-${sha256}-other`), content.subarray(0, 10));
    await downloadDataset(options);
    expect(ranges).toEqual(['']);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('copes with a server that ignores ranges, or has not that many bytes', async () => {
    const ignoring: Handler = (request, response) => serve()(request, response, 0);
    handler = inTurn(serve(100_000), ignoring);
    await downloadDataset(options);
    await expectComplete();
    await store.remove(sha256);
    await writeFile(join(folder, `.part-${sha256}`), Buffer.alloc(content.length + 5));
    handler = (request, response, start) =>
      start > content.length ? answer(416)(request, response, start) : serve()(request, response, start);
    await downloadDataset(options);
    await expectComplete();
  });

  it('needs no request for a part that is complete', async () => {
    await writeFile(join(folder, `.part-${sha256}`), content);
    await downloadDataset(options);
    expect(ranges).toEqual([]);
    await expectComplete();
  });

  it('replaces a damaged copy', async () => {
    await writeFile(store.path(sha256), 'damaged');
    await downloadDataset(options);
    await expectComplete();
  });

  it('keeps nothing that has another hash', async () => {
    handler = answer(200, 'something else');
    await expect(downloadDataset(options)).rejects.toMatchObject({ code: 'hashMismatch' });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    [404, 'notFound', 1],
    [403, 'downloadRefused', 1],
    [401, 'downloadInterrupted', 3],
    [503, 'downloadInterrupted', 3],
  ])('%i is %s after %i requests', async (status, code, requests) => {
    handler = answer(status);
    await expect(downloadDataset({ ...options, attempts: 3 })).rejects.toMatchObject({ code });
    expect(ranges).toHaveLength(requests);
    expect(await readdir(folder)).toEqual([]);
  });

  it('reads no more than allowed, whether the server announces its length or not', async () => {
    await expect(downloadDataset({ ...options, maxBytes: 1000 })).rejects.toMatchObject({ code: 'tooLarge' });
    handler = (_request, response) => response.writeHead(200).end(content);
    await expect(downloadDataset({ ...options, maxBytes: 1000 })).rejects.toMatchObject({ code: 'tooLarge' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('gives up a silent connection', async () => {
    handler = (_request, response) => response.writeHead(200, { 'content-length': 10 }).flushHeaders();
    const quick = { ...options, idleMilliseconds: 50, attempts: 2 };
    await expect(downloadDataset(quick)).rejects.toMatchObject({ code: 'downloadInterrupted' });
  });

  it('can be cancelled, and keeps what it has', async () => {
    const controller = new AbortController();
    handler = (_request, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000));
    };
    const onProgress = () => controller.abort();
    const cancelled = downloadDataset({ ...options, signal: controller.signal, onProgress });
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(folder)).toEqual([`.part-${sha256}`]);
  });

  it('several at once do not disturb each other', async () => {
    handler = inTurn(serve(100_000), serve(150_000), serve());
    await Promise.all([1, 2, 3, 4].map(() => downloadDataset(options)));
    await expectComplete();
  });
});
