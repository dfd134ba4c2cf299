import type pg from 'pg';
import { assertRunning, lockSearch } from './lockSearch.ts';

/** What every step of a driver changes: the algorithm's state, from the one that it was worked out from. */
export interface DriverStep {
  readonly searchId: string;
  /** The step of the search that this one follows, from `loadSearchForDriver`. */
  readonly step: number;
  /** Plain JSON; the algorithm's state after this step. */
  readonly algorithmState: unknown;
}

/**
 * Locks the search. False when another step has followed the same one: this step then is a repetition, or was worked out
 * by a driver that has been replaced, and must change nothing.
 * @throws DatabaseError `not-found`, `conflict` when the search has ended
 */
export async function beginStep(client: pg.PoolClient, { searchId, step }: DriverStep): Promise<boolean> {
  const search = await lockSearch(client, searchId);
  if (search.step !== step) return false;
  assertRunning(search);
  return true;
}

/** Stores the algorithm's state. */
export async function endStep(
  client: pg.PoolClient,
  { searchId, algorithmState }: DriverStep,
): Promise<void> {
  await client.query(
    'UPDATE searches SET algorithm_state = $2, algorithm_step = algorithm_step + 1 WHERE id = $1',
    [searchId, JSON.stringify(algorithmState)],
  );
}
