import { assignmentSourcesOf } from '@naschain/consensus';
import { NETWORK_STREAM, type SearchState, searchStream } from '@naschain/protocol';
import type pg from 'pg';
import type { PendingEvents } from '../journal/pendingEvents.ts';
import type { LockedSearch } from './lockSearch.ts';

/** Ends a locked, running search: no job is claimed any more, and what is leased is revoked. */
export async function endSearch(
  client: pg.PoolClient,
  events: PendingEvents,
  search: LockedSearch,
  end: { readonly state: Exclude<SearchState, 'running'>; readonly reason: string | null },
): Promise<void> {
  const { searchId } = search;
  const stream = searchStream(searchId);
  // A claim that holds a job's lock ends first; one that comes after sees `claimable`.
  await client.query(
    "SELECT FROM jobs WHERE search_id = $1 AND state = 'open' ORDER BY id FOR NO KEY UPDATE",
    [searchId],
  );
  const { rows } = await client.query<{ id: string }>(
    `WITH ended AS (
       UPDATE assignments SET state = 'revoked', ended_at = now()
       WHERE state = ANY ($2::assignment_state[]) AND state = 'leased'
         AND job_id IN (SELECT id FROM jobs WHERE search_id = $1 AND state = 'open')
       RETURNING id, job_id, ordinal
     )
     SELECT ended.id FROM ended JOIN jobs ON jobs.id = ended.job_id ORDER BY jobs.ordinal, ended.ordinal`,
    [searchId, assignmentSourcesOf('revoke')],
  );
  await client.query(
    `UPDATE jobs SET claimable = false,
       seats_taken = (SELECT count(*) FROM assignments a WHERE a.job_id = jobs.id AND a.state = 'submitted')
     WHERE search_id = $1 AND state = 'open'`,
    [searchId],
  );
  await client.query(
    'UPDATE searches SET state = $2, state_reason = $3, waiting = NULL, finished_at = now() WHERE id = $1',
    [searchId, end.state, end.reason],
  );
  if (search.waiting !== null)
    events.add(stream, { type: 'search.waitingChanged', payload: { waiting: null } });
  for (const { id } of rows)
    events.add(stream, { type: 'assignment.revoked', payload: { assignmentId: id } });
  events.add(stream, { type: 'search.stateChanged', payload: end });
  if (search.visibility === 'public') {
    events.add(NETWORK_STREAM, {
      type: 'network.searchStateChanged',
      payload: { searchId, state: end.state },
    });
  }
}
