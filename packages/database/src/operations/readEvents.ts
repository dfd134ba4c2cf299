import { type JournalEvent, parseEvent } from '@naschain/protocol';
import type { Database } from '../database.ts';
import { query } from '../transaction.ts';

/** Events of a stream after a seq, in order. */
export async function readEvents(
  database: Database,
  page: { readonly stream: string; readonly afterSeq: number; readonly limit: number },
): Promise<JournalEvent[]> {
  const rows = await query(
    database,
    'SELECT stream, seq, v, type, payload, at FROM events WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3',
    [page.stream, page.afterSeq, page.limit],
  );
  return rows.map(parseEvent);
}

/** Seq of the last event of a stream; 0 when it has none. */
export async function streamHead(database: Database, stream: string): Promise<number> {
  const [row] = await query<{ last_seq: number }>(
    database,
    'SELECT last_seq FROM event_streams WHERE stream = $1',
    [stream],
  );
  return row?.last_seq ?? 0;
}
