import type { Database } from '../database.ts';
import { HAD_A_SEAT, SAYS_DIVERGED } from '../submission/divergence.ts';
import { query } from '../transaction.ts';

/** A job whose free seats only some hotkeys may still take. */
export interface Dispute {
  readonly jobId: string;
  readonly openSeats: number;
  /** Hotkeys with a seat in the batch, whose result in it was rejected, or that say that the job diverges. */
  readonly seatedHotkeys: string[];
  readonly liveHotkeys: string[];
}

/** Looked at per call; one dispute that waits is enough to say so. */
const LIMIT = 20;

/**
 * Open jobs of a running search that have free seats and saw a rejection, a disagreement, or a divergence that those
 * still at work can neither confirm nor refute any more; oldest first.
 */
export async function disputedJobs(database: Database, searchId: string): Promise<Dispute[]> {
  const disputes = await query<Omit<Dispute, 'liveHotkeys'>>(
    database,
    `SELECT j.id AS "jobId", j.seats_wanted - j.seats_taken AS "openSeats", array_agg(a.hotkey) AS "seatedHotkeys"
     FROM jobs j JOIN searches s ON s.id = j.search_id JOIN assignments a ON a.job_id = j.id
     WHERE j.search_id = $1 AND j.state = 'open' AND j.claimable AND j.seats_taken < j.seats_wanted
       AND ${HAD_A_SEAT}
     GROUP BY j.id
     HAVING bool_or(a.state = 'rejected') OR (bool_or(${SAYS_DIVERGED}) AND NOT bool_or(a.state = 'leased'))
       OR j.seats_wanted > min((s.config #>> '{replication,quorum}')::int)
     ORDER BY j.ordinal LIMIT ${LIMIT}`,
    [searchId],
  );
  if (disputes.length === 0) return [];
  const live = await query<{ hotkey: string }>(
    database,
    'SELECT hotkey FROM miners WHERE live ORDER BY hotkey',
  );
  const liveHotkeys = live.map((row) => row.hotkey);
  return disputes.map((dispute) => ({ ...dispute, liveHotkeys }));
}
