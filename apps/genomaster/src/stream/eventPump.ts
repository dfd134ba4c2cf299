import { setTimeout as delay } from 'node:timers/promises';
import type { JournalEvent } from '@naschain/protocol';
import type { Logger } from 'pino';

/** Reads a stream's events after `afterSeq`, in order, at most `limit`. */
export type ReadJournal = (request: {
  stream: string;
  afterSeq: number;
  limit: number;
}) => Promise<JournalEvent[]>;

const BATCH = 500;
const RETRY_MS = 500;

/**
 * Carries committed journal events to listeners in order of `seq`, without gaps. Writers call `signal` after their
 * commit; the pump then reads the journal on from where it was. A signal is kept until the journal could be read.
 */
export class EventPump {
  private readonly heads = new Map<string, number>();
  private readonly dirty = new Set<string>();
  private readonly listeners = new Set<(stream: string, events: JournalEvent[]) => void>();
  private running: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private readonly read: ReadJournal,
    private readonly log: Pick<Logger, 'warn'>,
    private readonly retryMs = RETRY_MS,
  ) {}

  /** @param head seq of the last event that listeners already have, from a snapshot or a catch-up read */
  follow(stream: string, head: number): void {
    if (!this.heads.has(stream)) this.heads.set(stream, head);
  }

  listen(listener: (stream: string, events: JournalEvent[]) => void): void {
    this.listeners.add(listener);
  }

  signal(streams: readonly string[]): void {
    for (const stream of streams) if (this.heads.has(stream)) this.dirty.add(stream);
    if (this.dirty.size > 0) this.running ??= this.drain();
  }

  /** Sends what was signalled so far, unless the journal cannot be read, and resolves. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async drain(): Promise<void> {
    // A stream that is added again meanwhile comes round again: that is how a set is walked.
    for (const stream of this.dirty) {
      this.dirty.delete(stream);
      try {
        await this.send(stream);
      } catch (error) {
        this.log.warn({ err: error, stream }, 'the journal cannot be read; trying again');
        if (this.stopped) break;
        this.dirty.add(stream);
        await delay(this.retryMs);
      }
    }
    this.running = null;
  }

  private async send(stream: string): Promise<void> {
    for (;;) {
      const head = this.heads.get(stream) ?? 0;
      const events = await this.read({ stream, afterSeq: head, limit: BATCH });
      const last = events.at(-1);
      if (last === undefined) return;
      this.heads.set(stream, last.seq);
      for (const listener of this.listeners) listener(stream, events);
      if (events.length < BATCH) return;
    }
  }
}
