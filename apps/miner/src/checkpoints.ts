import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const SUFFIX = '.checkpoint';
/** What nobody has renamed to a checkpoint by then was being written by a process that was killed. */
const ABANDONED_MILLISECONDS = 3_600_000;

/**
 * Where trainings were when they were last interrupted: one file for each spec, written by the slot's process. Their
 * number is bounded; those of specs that never came back go first.
 */
export class Checkpoints {
  private constructor(
    private readonly folder: string,
    private readonly most: number,
  ) {}

  /**
   * @param most files kept besides those of running trainings
   * @param now milliseconds since 1970
   */
  static async open(data: string, most: number, now: number): Promise<Checkpoints> {
    const checkpoints = new Checkpoints(join(data, 'checkpoints'), most);
    await mkdir(checkpoints.folder, { recursive: true });
    for (const { name, modified } of await checkpoints.list()) {
      if (!name.endsWith(SUFFIX) && modified < now - ABANDONED_MILLISECONDS)
        await checkpoints.removeFile(name);
    }
    await checkpoints.prune([]);
    return checkpoints;
  }

  /** File of a spec's checkpoint, whether there is one or not. */
  file(specHash: string): string {
    return join(this.folder, specHash + SUFFIX);
  }

  async remove(specHash: string): Promise<void> {
    await this.removeFile(specHash + SUFFIX);
  }

  /** Removes the oldest but for the allowed number; those of the specs in `running` stay, and do not count. */
  async prune(running: readonly string[]): Promise<void> {
    const kept = new Set(running.map((specHash) => specHash + SUFFIX));
    const others = (await this.list()).filter(({ name }) => name.endsWith(SUFFIX) && !kept.has(name));
    others.sort((a, b) => b.modified - a.modified);
    for (const { name } of others.slice(this.most)) await this.removeFile(name);
  }

  private async list(): Promise<{ name: string; modified: number }[]> {
    const names = await readdir(this.folder).catch(() => []);
    return Promise.all(
      names.map(async (name) => {
        const found = await stat(join(this.folder, name)).catch(() => null);
        return { name, modified: found?.mtimeMs ?? 0 };
      }),
    );
  }

  private async removeFile(name: string): Promise<void> {
    await rm(join(this.folder, name), { force: true });
  }
}
