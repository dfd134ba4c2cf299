import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type SubmitRequest, submitRequestSchema } from '@naschain/protocol';

/** Results that the Genomaster has not acknowledged yet, on disk: hours of training must survive a crash. */
export class Outbox {
  private constructor(
    private readonly folder: string,
    private readonly entries: Map<string, SubmitRequest>,
  ) {}

  /**
   * The unsent results of one hotkey for one Genomaster, those of earlier runs included. A damaged file is set
   * aside with a warning.
   */
  static async open(
    data: string,
    of: { hotkey: string; genomaster: string },
    onWarning: (message: string) => void,
  ): Promise<Outbox> {
    const genomaster = createHash('sha256').update(of.genomaster).digest('hex').slice(0, 12);
    const folder = join(data, 'outbox', `${of.hotkey}-${genomaster}`);
    await mkdir(folder, { recursive: true });
    const entries = new Map<string, SubmitRequest>();
    for (const name of (await readdir(folder)).sort()) {
      if (!name.endsWith('.json')) continue;
      const request = parse(await readFile(join(folder, name), 'utf8'));
      if (request !== null) entries.set(request.assignmentId, request);
      else {
        await rename(join(folder, name), join(folder, `${name}.damaged`));
        onWarning(`${join(folder, name)} is damaged and was set aside`);
      }
    }
    return new Outbox(folder, entries);
  }

  /** What is waiting, oldest first. */
  list(): SubmitRequest[] {
    return [...this.entries.values()];
  }

  /** Keeps a result; once this returns it survives a crash. */
  async add(request: SubmitRequest): Promise<void> {
    const temporary = join(this.folder, `.${randomUUID()}`);
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(JSON.stringify(request));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, this.file(request.assignmentId));
    this.entries.set(request.assignmentId, request);
  }

  async remove(assignmentId: string): Promise<void> {
    await rm(this.file(assignmentId), { force: true });
    this.entries.delete(assignmentId);
  }

  private file(assignmentId: string): string {
    return join(this.folder, `${assignmentId}.json`);
  }
}

function parse(text: string): SubmitRequest | null {
  try {
    return submitRequestSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
