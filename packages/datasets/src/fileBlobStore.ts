import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { sha256Schema } from '@naschain/protocol';
import { DatasetError } from './datasetError.ts';
import { datasetSha256 } from './openDataset.ts';

export interface StoredBlob {
  sha256: string;
  bytes: number;
}

/**
 * Files named by the SHA-256 of their content, in one folder. A name appears only when its content is complete and
 * on disk, so any number of processes may share the folder.
 */
export class FileBlobStore {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Where the blob is, or would be. @throws ZodError for what is not a SHA-256 */
  path(sha256: string): string {
    return join(this.directory, sha256Schema.parse(sha256));
  }

  /** Bytes of the blob; null when it is not here. */
  async size(sha256: string): Promise<number | null> {
    const found = await stat(this.path(sha256)).catch(() => null);
    return found?.isFile() ? found.size : null;
  }

  async has(sha256: string): Promise<boolean> {
    return (await this.size(sha256)) !== null;
  }

  /** Names of all blobs, sorted. */
  async list(): Promise<string[]> {
    const names = await readdir(this.directory).catch(() => []);
    return names.filter((name) => sha256Schema.safeParse(name).success).sort();
  }

  /** Stores a stream of bytes under their hash. @throws DatasetError `tooLarge`, and whatever the stream throws */
  async put(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: { maxBytes?: number } = {},
  ): Promise<StoredBlob> {
    const maxBytes = options.maxBytes ?? Number.POSITIVE_INFINITY;
    const temporary = await this.temporaryFile('put');
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      const handle = await open(temporary, 'wx');
      try {
        for await (const chunk of source) {
          bytes += chunk.length;
          if (bytes > maxBytes) throw new DatasetError('tooLarge', `more than ${maxBytes} bytes`);
          hash.update(chunk);
          await handle.writeFile(chunk);
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
      const sha256 = hash.digest('hex');
      await this.adopt(temporary, sha256);
      return { sha256, bytes };
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** Moves a complete, synced file of this store's folder to its name; the caller vouches for the hash. */
  async adopt(file: string, sha256: string): Promise<void> {
    await rename(file, this.path(sha256));
    await syncFolder(this.directory);
  }

  /** Whether the blob is here and its content still has the hash. */
  async verify(sha256: string): Promise<boolean> {
    return (await this.has(sha256)) && (await datasetSha256(this.path(sha256))) === sha256;
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.path(sha256), { force: true });
  }

  /** Bytes `start` to `end` (inclusive, as in an HTTP range) of a blob. Emits an error when there is none. */
  stream(sha256: string, range?: { start: number; end: number }): Readable {
    return createReadStream(this.path(sha256), { ...range, highWaterMark: 256 * 1024 });
  }

  /** A new name within the store's folder that no blob can have. */
  async temporaryFile(purpose: string): Promise<string> {
    await mkdir(this.directory, { recursive: true });
    return join(this.directory, `.${purpose}-${randomUUID()}`);
  }
}

/** Makes a rename durable; where the platform cannot sync a folder, the rename is still atomic. */
async function syncFolder(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
