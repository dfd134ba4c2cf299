import type { SearchState } from '@naschain/protocol';
import type { Database } from '../database.ts';
import { PendingEvents } from '../journal/pendingEvents.ts';
import { withTransaction } from '../transaction.ts';
import { endSearch } from './endSearch.ts';
import { assertRunning, lockSearch } from './lockSearch.ts';

/**
 * Cancels, completes or fails a running search; again with the same state, nothing happens.
 * @throws DatabaseError `not-found`, `conflict` when it ended otherwise
 */
export function setSearchState(
  database: Database,
  change: {
    readonly searchId: string;
    readonly state: Exclude<SearchState, 'running'>;
    /** At most 500 characters are kept. */
    readonly reason: string | null;
  },
): Promise<{ streams: string[] }> {
  return withTransaction(database, async (client) => {
    const search = await lockSearch(client, change.searchId);
    if (search.state === change.state) return { streams: [] };
    assertRunning(search);
    const events = new PendingEvents();
    const reason = change.reason?.slice(0, 500) ?? null;
    await endSearch(client, events, search, { state: change.state, reason });
    return { streams: await events.append(client) };
  });
}
