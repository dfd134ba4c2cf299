import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A partial file that nobody has written to for this long has lost its process. */
const ORPHANED_MILLISECONDS = 60_000;

/**
 * The bytes of a download so far, with their running hash. Each belongs to one process: to take one over is to
 * rename it, which only one process can do. Whoever finds none to take over starts from zero.
 */
export class PartialFile {
  private constructor(
    private readonly directory: string,
    private readonly sha256: string,
    readonly file: string,
    private readonly handle: FileHandle,
    private hash: Hash,
    private length: number,
  ) {}

  /** Continues what an earlier download of the same blob left behind, or begins anew. */
  static async claim(directory: string, sha256: string, nowMilliseconds: number): Promise<PartialFile> {
    await mkdir(directory, { recursive: true });
    const file = join(directory, `.part-${sha256}-${randomUUID()}`);
    for (const candidate of await candidates(directory, sha256, nowMilliseconds)) {
      const taken = await rename(candidate, file).then(
        () => true,
        () => false,
      );
      if (taken) break;
    }
    const handle = await open(file, 'a');
    const hash = createHash('sha256');
    let length = 0;
    for await (const chunk of createReadStream(file)) {
      hash.update(chunk);
      length += chunk.length;
    }
    return new PartialFile(directory, sha256, file, handle, hash, length);
  }

  get bytes(): number {
    return this.length;
  }

  /** Whether the bytes so far are the whole blob already. */
  isComplete(): boolean {
    return this.hash.copy().digest('hex') === this.sha256;
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.handle.writeFile(chunk);
    this.hash.update(chunk);
    this.length += chunk.length;
  }

  /** Forgets all bytes. */
  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.hash = createHash('sha256');
    this.length = 0;
  }

  /** Makes the bytes durable and tells their hash. Nothing can be appended afterwards. */
  async finish(): Promise<string> {
    await this.handle.sync();
    await this.handle.close();
    return this.hash.digest('hex');
  }

  /** Gives the file up after a failure: kept for a later attempt of this process or another, or removed. */
  async release(keep: boolean): Promise<void> {
    await this.handle.close();
    if (!keep || this.length === 0) await this.discard();
    else await rename(this.file, join(this.directory, `.part-${this.sha256}`)).catch(() => undefined);
  }

  async discard(): Promise<void> {
    await rm(this.file, { force: true });
  }
}

async function candidates(directory: string, sha256: string, nowMilliseconds: number): Promise<string[]> {
  const released = `.part-${sha256}`;
  const found: string[] = [];
  for (const name of await readdir(directory)) {
    if (!name.startsWith(released)) continue;
    const file = join(directory, name);
    const age = nowMilliseconds - ((await stat(file).catch(() => null))?.mtimeMs ?? nowMilliseconds);
    if (name === released || age > ORPHANED_MILLISECONDS) found.push(file);
  }
  return found;
}
