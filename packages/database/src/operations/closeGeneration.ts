import { searchStream } from '@naschain/protocol';
import type { Database } from '../database.ts';
import { DatabaseError } from '../databaseError.ts';
import { PendingEvents } from '../journal/pendingEvents.ts';
import { withTransaction } from '../transaction.ts';
import { endSearch } from './endSearch.ts';
import { assertRunning, lockSearch } from './lockSearch.ts';

export interface GenerationOutcome {
  readonly searchId: string;
  readonly index: number;
  /** Of the whole archive, 0 to 1. */
  readonly hypervolume: number;
  readonly evaluations: number;
  /** Individuals of the archive's Pareto front. */
  readonly front: readonly string[];
  readonly algorithmState: unknown;
  /** The search is complete with this generation. */
  readonly finished: boolean;
}

/**
 * Closes a generation whose jobs have all closed, and the search with it if that was the last. Repeated, it does nothing.
 * @throws DatabaseError `not-found`, `conflict` when the search has ended or a job is still open
 */
export function closeGeneration(
  database: Database,
  outcome: GenerationOutcome,
): Promise<{ streams: string[] }> {
  const { searchId, index, hypervolume, evaluations } = outcome;
  const front = [...outcome.front];
  return withTransaction(database, async (client) => {
    const search = await lockSearch(client, searchId);
    const { rows } = await client.query<{ state: 'open' | 'closed'; pending: number }>(
      `SELECT g.state, (
         SELECT count(*) FROM individuals i JOIN jobs j ON j.id = i.job_id
         WHERE i.search_id = g.search_id AND i.generation = g.index AND j.state = 'open') AS pending
       FROM generations g WHERE g.search_id = $1 AND g.index = $2`,
      [searchId, index],
    );
    const generation = rows[0];
    if (generation === undefined)
      throw new DatabaseError('not-found', `search ${searchId} has no generation ${index}`);
    if (generation.state === 'closed') return { streams: [] };
    assertRunning(search);
    if (generation.pending > 0) {
      throw new DatabaseError(
        'conflict',
        `generation ${index} still has ${generation.pending} open individuals`,
      );
    }
    await client.query(
      `UPDATE generations SET state = 'closed', hypervolume = $3, evaluations = $4, front = $5, closed_at = now()
       WHERE search_id = $1 AND index = $2`,
      [searchId, index, hypervolume, evaluations, front],
    );
    await client.query('UPDATE searches SET algorithm_state = $2 WHERE id = $1', [
      searchId,
      JSON.stringify(outcome.algorithmState),
    ]);
    const events = new PendingEvents();
    const payload = { index, hypervolume, evaluations, front };
    events.add(searchStream(searchId), { type: 'generation.closed', payload });
    if (outcome.finished) await endSearch(client, events, search, { state: 'completed', reason: null });
    return { streams: await events.append(client) };
  });
}
