import { setTimeout as wait } from 'node:timers/promises';
import { DatasetError } from './datasetError.ts';
import type { FileBlobStore } from './fileBlobStore.ts';
import { MAX_DATASET_BYTES } from './format.ts';
import { PartialFile } from './partialFile.ts';

export interface DownloadOptions {
  url: string;
  sha256: string;
  store: FileBlobStore;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  onProgress?: (bytes: number, total: number | null) => void;
  signal?: AbortSignal;
  maxBytes?: number;
  /** Attempts in a row that may fail without a byte of progress. */
  attempts?: number;
  /** Wait before the second attempt; doubles with each failure. */
  retryMilliseconds?: number;
  /** A connection that is silent for this long is given up. */
  idleMilliseconds?: number;
}

/**
 * Brings a blob into the store and returns its path. Continues where an earlier attempt stopped, and verifies the
 * hash; a copy that is in the store already is verified too.
 * @throws DatasetError `notFound`, `downloadRefused`, `downloadInterrupted`, `hashMismatch`, `tooLarge`, `aborted`
 */
export async function downloadDataset(options: DownloadOptions): Promise<string> {
  const { store, sha256 } = options;
  if (await store.verify(sha256)) return store.path(sha256);
  await store.remove(sha256);
  const partial = await PartialFile.claim(store.directory, sha256, Date.now());
  try {
    await receiveAll(options, partial);
  } catch (error) {
    await partial.release(error instanceof DatasetError && (error.retryable || error.code === 'aborted'));
    throw error;
  }
  if ((await partial.finish()) !== sha256) {
    await partial.discard();
    throw new DatasetError('hashMismatch', `${options.url} did not deliver the bytes of ${sha256}`);
  }
  await store.adopt(partial.file, sha256);
  return store.path(sha256);
}

async function receiveAll(options: DownloadOptions, partial: PartialFile): Promise<void> {
  const attempts = options.attempts ?? 5;
  let failures = 0;
  while (!partial.isComplete()) {
    const before = partial.bytes;
    try {
      await receive(options, partial);
      return;
    } catch (error) {
      const failure = options.signal?.aborted ? aborted() : asDatasetError(error);
      failures = partial.bytes > before ? 1 : failures + 1;
      if (!failure.retryable || failures >= attempts) throw failure;
    }
    const delay = (options.retryMilliseconds ?? 500) * 2 ** (failures - 1);
    await wait(delay, undefined, options.signal ? { signal: options.signal } : {}).catch(() => {
      throw aborted();
    });
  }
}

/** One request, from the bytes at hand to the end. */
async function receive(options: DownloadOptions, partial: PartialFile): Promise<void> {
  const silence = new AbortController();
  const idle = setTimeout(() => silence.abort(), options.idleMilliseconds ?? 30_000);
  const signals = options.signal ? [silence.signal, options.signal] : [silence.signal];
  const headers: Record<string, string> = { 'Accept-Encoding': 'identity' };
  if (partial.bytes > 0) headers.Range = `bytes=${partial.bytes}-`;
  try {
    const response = await options.fetch(options.url, { headers, signal: AbortSignal.any(signals) });
    const total = await startOf(options, response, partial);
    if (response.body === null) throw new DatasetError('downloadInterrupted', 'the server sent no body');
    for await (const chunk of response.body) {
      idle.refresh();
      if (partial.bytes + chunk.length > (options.maxBytes ?? MAX_DATASET_BYTES)) throw exceeds(options);
      await partial.append(chunk);
      options.onProgress?.(partial.bytes, total);
    }
    if (total !== null && partial.bytes < total)
      throw new DatasetError(
        'downloadInterrupted',
        `the connection ended after ${partial.bytes} of ${total} bytes`,
      );
  } finally {
    clearTimeout(idle);
  }
}

/** Judges the response's head, aligns the partial file with it and returns the blob's size if it is known. */
async function startOf(
  options: DownloadOptions,
  response: Response,
  partial: PartialFile,
): Promise<number | null> {
  const { status } = response;
  const ranged = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  if (status === 206 && Number(ranged?.[1]) !== partial.bytes) {
    await partial.restart();
    throw new DatasetError('downloadInterrupted', 'the server sent another range than was asked for');
  }
  if (status === 200) await partial.restart();
  if (status === 416) {
    // The bytes at hand are more than there are: they belong to something else.
    await partial.restart();
    throw new DatasetError('downloadInterrupted', 'the server does not have the range asked for');
  }
  if (status !== 200 && status !== 206) throw refusal(options, status);
  const length = status === 206 ? ranged?.[2] : response.headers.get('content-length');
  const total = length && /^\d+$/.test(length) ? Number(length) : null;
  if (total !== null && total > (options.maxBytes ?? MAX_DATASET_BYTES)) throw exceeds(options);
  return total;
}

function refusal(options: DownloadOptions, status: number): DatasetError {
  const message = `${options.url} answered ${status}`;
  if (status === 404 || status === 410) return new DatasetError('notFound', message);
  // 401 too: a signed request is refused when clocks differ or a server has just started, and passes later.
  const passing = status === 401 || status === 408 || status === 429 || status >= 500;
  return new DatasetError(passing ? 'downloadInterrupted' : 'downloadRefused', message);
}

function exceeds(options: DownloadOptions): DatasetError {
  return new DatasetError(
    'tooLarge',
    `${options.url} is larger than ${options.maxBytes ?? MAX_DATASET_BYTES} bytes`,
  );
}

function aborted(): DatasetError {
  return new DatasetError('aborted', 'the download was cancelled');
}

function asDatasetError(error: unknown): DatasetError {
  if (error instanceof DatasetError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new DatasetError('downloadInterrupted', `the connection failed (${message})`, { cause: error });
}
