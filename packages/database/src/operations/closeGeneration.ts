import { type PredictorReport, type Savings, searchStream } from '@naschain/protocol';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { DatabaseError } from '../databaseError.ts';
import { appendEvents } from '../journal/appendEvents.ts';
import { withTransaction } from '../transaction.ts';
import { beginStep, endStep } from './driverStep.ts';

export interface GenerationOutcome {
  readonly searchId: string;
  /** The step of the search that this one follows, from `loadSearchForDriver`. */
  readonly step: number;
  readonly index: number;
  /** Of the fully trained networks of the whole archive, 0 to 1. */
  readonly hypervolume: number;
  /** Individuals with a result, on all rungs. */
  readonly evaluations: number;
  /** Individuals of the Pareto front of the archive's fully trained networks. */
  readonly front: readonly string[];
  readonly savings: Savings | null;
  readonly predictor: PredictorReport | null;
  readonly algorithmState: unknown;
}

/**
 * Closes a generation whose jobs have all closed, after all before it. A step that was carried out already does nothing.
 * @throws DatabaseError `not-found`, `conflict` when the search has ended, a job is still open, or so is an earlier
 *   generation
 */
export function closeGeneration(
  database: Database,
  outcome: GenerationOutcome,
): Promise<{ streams: string[] }> {
  const { searchId, index, hypervolume, evaluations, savings, predictor } = outcome;
  const front = [...outcome.front];
  return withTransaction(database, async (client) => {
    if (!(await beginStep(client, outcome))) return { streams: [] };
    await assertComplete(client, searchId, index);
    await client.query(
      `UPDATE generations SET state = 'closed', hypervolume = $3, evaluations = $4, front = $5, savings = $6,
         predictor = $7, closed_at = now()
       WHERE search_id = $1 AND index = $2`,
      [searchId, index, hypervolume, evaluations, front, toJson(savings), toJson(predictor)],
    );
    await endStep(client, outcome);
    const stream = searchStream(searchId);
    const payload = { index, hypervolume, evaluations, front, savings, predictor };
    await appendEvents(client, stream, [{ type: 'generation.closed', payload }]);
    return { streams: [stream] };
  });
}

function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

async function assertComplete(client: pg.PoolClient, searchId: string, index: number): Promise<void> {
  const { rows } = await client.query<{ index: number; state: 'open' | 'closed'; pending: number }>(
    `SELECT g.index, g.state, (
       SELECT count(*) FROM individuals i JOIN jobs j ON j.id = i.job_id
       WHERE i.search_id = g.search_id AND i.generation = g.index AND j.state = 'open') AS pending
     FROM generations g WHERE g.search_id = $1 AND (g.index = $2 OR g.state = 'open') ORDER BY g.index`,
    [searchId, index],
  );
  const generation = rows.find((row) => row.index === index);
  if (generation === undefined)
    throw new DatabaseError('not-found', `search ${searchId} has no generation ${index}`);
  if (generation.state === 'closed' || rows[0] !== generation) {
    throw new DatabaseError(
      'conflict',
      `generation ${index} is not the oldest open one of search ${searchId}`,
    );
  }
  if (generation.pending > 0) {
    throw new DatabaseError(
      'conflict',
      `generation ${index} still has ${generation.pending} open individuals`,
    );
  }
}
