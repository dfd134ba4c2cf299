import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import type { TrainingCheckpoint } from '@naschain/training';
import type { Trainer } from './trainer.ts';

export interface CheckpointFileOptions {
  readonly file: string;
  /** Between two writes. */
  readonly everySeconds: number;
  readonly trainer: Pick<Trainer, 'encodeCheckpoint' | 'decodeCheckpoint'>;
  readonly warn: (message: string) => void;
}

/** The file of a training's latest checkpoint, at every moment whole or absent. */
export class CheckpointFile {
  private writing: Promise<void> | null = null;
  private lastWrite = performance.now();
  private failed = false;

  constructor(private readonly options: CheckpointFileOptions) {}

  /** What an earlier run has left, or null. A damaged checkpoint is discarded. */
  async read(): Promise<TrainingCheckpoint | null> {
    const bytes = await readFile(this.options.file).catch(() => null);
    if (bytes === null) return null;
    try {
      return this.options.trainer.decodeCheckpoint(bytes);
    } catch (error) {
      await this.discard(error);
      return null;
    }
  }

  /** Removes a checkpoint from which a training cannot go on, and says so. */
  async discard(reason: unknown): Promise<void> {
    this.options.warn(`${text(reason)} It is ignored: the training begins anew.`);
    await rm(this.options.file, { force: true }).catch(() => undefined);
  }

  /** Takes a newer checkpoint; writes it if it is time, and nothing else is being written. */
  offer(checkpoint: TrainingCheckpoint): void {
    const { everySeconds, trainer } = this.options;
    if (this.writing !== null || performance.now() - this.lastWrite < everySeconds * 1000) return;
    this.writing = this.write(trainer.encodeCheckpoint(checkpoint)).finally(() => {
      this.writing = null;
      this.lastWrite = performance.now();
    });
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await this.writing;
  }

  /** A failure costs what would be saved by the checkpoint, and not the training. */
  private async write(bytes: Uint8Array): Promise<void> {
    const temporary = `${this.options.file}.${randomUUID()}`;
    try {
      const handle = await open(temporary, 'wx');
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, this.options.file);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      if (!this.failed) this.options.warn(`Its checkpoint cannot be written: ${text(error)}`);
      this.failed = true;
    }
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
