import { type NewEvent, parseNewEvent } from '@naschain/protocol';
import type pg from 'pg';

// The upsert locks the stream's row until the commit: writers of a stream follow one another, and no seq is ever skipped,
// because a rollback takes the number back with the events.
const APPEND = `
  WITH head AS (
    INSERT INTO event_streams (stream, last_seq) VALUES ($1, $2)
    ON CONFLICT (stream) DO UPDATE SET last_seq = event_streams.last_seq + $2
    RETURNING last_seq - $2 AS before
  )
  INSERT INTO events (stream, seq, v, type, payload, at)
  SELECT $1, head.before + new.position, 1, new.type, new.payload, now()
  FROM head, unnest($3::text[], $4::jsonb[]) WITH ORDINALITY AS new (type, payload, position)`;

/**
 * Appends events to one stream, in order, as part of the transaction that makes them true.
 * Call it last in a transaction: the stream stays locked until the commit.
 * @throws ZodError when an event does not follow its schema
 */
export async function appendEvents(
  client: pg.PoolClient,
  stream: string,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const parsed = events.map(parseNewEvent);
  await client.query(APPEND, [
    stream,
    parsed.length,
    parsed.map((event) => event.type),
    parsed.map((event) => JSON.stringify(event.payload)),
  ]);
}
