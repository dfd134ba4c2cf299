import { type Database, readEvents } from '@naschain/database';
import type { JournalEvent } from '@naschain/protocol';
import type { Logger } from 'pino';

const BATCH = 500;

/**
 * Carries committed journal events to listeners in order of `seq`, without gaps. Writers call `signal` after their
 * commit; the pump then reads the journal on from where it was, so a lost signal delays events but never loses one.
 */
export class EventPump {
  private readonly heads = new Map<string, number>();
  private readonly dirty = new Set<string>();
  private readonly listeners = new Set<(stream: string, events: JournalEvent[]) => void>();
  private running: Promise<void> | null = null;

  constructor(
    private readonly database: Database,
    private readonly log: Logger,
  ) {}

  /** @param head seq of the last event that listeners already have, from a snapshot or a catch-up read */
  follow(stream: string, head: number): void {
    if (!this.heads.has(stream)) this.heads.set(stream, head);
  }

  /** Seq of the last event sent, or null when nobody follows the stream. */
  sentUpTo(stream: string): number | null {
    return this.heads.get(stream) ?? null;
  }

  listen(listener: (stream: string, events: JournalEvent[]) => void): void {
    this.listeners.add(listener);
  }

  signal(streams: readonly string[]): void {
    for (const stream of streams) if (this.heads.has(stream)) this.dirty.add(stream);
    if (this.dirty.size > 0) this.running ??= this.drain();
  }

  /** Resolves when everything signalled so far has been sent. */
  async idle(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  private async drain(): Promise<void> {
    try {
      for (const stream of this.dirty) {
        this.dirty.delete(stream);
        await this.send(stream);
      }
    } catch (error) {
      this.log.warn({ err: error }, 'event pump could not read the journal; it goes on with the next signal');
    } finally {
      this.running = null;
    }
    if (this.dirty.size > 0) this.running ??= this.drain();
  }

  private async send(stream: string): Promise<void> {
    for (;;) {
      const head = this.heads.get(stream) ?? 0;
      const events = await readEvents(this.database, { stream, afterSeq: head, limit: BATCH });
      const last = events.at(-1);
      if (last === undefined) return;
      this.heads.set(stream, last.seq);
      for (const listener of this.listeners) listener(stream, events);
      if (events.length < BATCH) return;
    }
  }
}
