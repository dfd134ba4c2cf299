import type { NewEvent } from '@naschain/protocol';
import type pg from 'pg';
import { appendEvents } from './appendEvents.ts';

/** Events of one transaction, collected until all else is written. */
export class PendingEvents {
  private readonly streams = new Map<string, NewEvent[]>();

  add(stream: string, ...events: NewEvent[]): void {
    const list = this.streams.get(stream);
    if (list === undefined) this.streams.set(stream, [...events]);
    else list.push(...events);
  }

  /**
   * Appends everything, the streams in order of name, so that two transactions never wait for each other crosswise.
   * @returns the streams that changed
   */
  async append(client: pg.PoolClient): Promise<string[]> {
    const changed = [...this.streams].filter(([, events]) => events.length > 0);
    changed.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [stream, events] of changed) await appendEvents(client, stream, events);
    return changed.map(([stream]) => stream);
  }
}
