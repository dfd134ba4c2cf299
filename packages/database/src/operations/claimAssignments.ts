import { type AssignmentOffer, type GiveBackReason, jobSpecSchema, searchStream } from '@naschain/protocol';
import type { Database } from '../database.ts';
import { DatabaseError } from '../databaseError.ts';
import { PendingEvents } from '../journal/pendingEvents.ts';
import { HAD_A_SEAT } from '../submission/divergence.ts';
import { withTransaction } from '../transaction.ts';
import { touchMiners } from './touchMiners.ts';

export interface Claim {
  readonly hotkey: string;
  readonly workerId: string;
  /** Replicas wanted at most. */
  readonly count: number;
  readonly leaseSeconds: number;
}

interface OfferRow {
  id: string;
  job_id: string;
  search_id: string;
  spec: unknown;
  spec_hash: string;
}

const OUT_OF_MEMORY: GiveBackReason = 'outOfMemory';
/** Assignments `a` whose network did not fit into their worker's memory. */
const TOO_LARGE = `(a.state = 'returned' AND a.reason = '${OUT_OF_MEMORY}')`;

// One statement finds, locks, seats and leases. Jobs that rivals hold are passed over, not waited for; the conditions on
// the job itself are checked again under its lock. The quorum cannot change, and `live` counts no further than the
// largest one allowed.
const CLAIM = `
  WITH live AS (
    SELECT count(*) AS hotkeys FROM (SELECT FROM miners WHERE live LIMIT 9) AS enough
  ), candidates AS (
    SELECT j.id, j.search_id, j.spec, j.spec_hash,
      row_number() OVER () AS position
    FROM (
      SELECT j.* FROM jobs j JOIN searches s ON s.id = j.search_id CROSS JOIN live
      WHERE j.state = 'open' AND j.claimable AND j.seats_taken < j.seats_wanted
        AND (s.config #>> '{replication,quorum}')::int <= live.hotkeys
        AND NOT EXISTS (
          SELECT FROM assignments a WHERE a.job_id = j.id AND a.hotkey = $1
            AND (${HAD_A_SEAT} OR (a.worker_id = $2 AND ${TOO_LARGE})))
      ORDER BY (j.seats_taken = 0), j.opened_at, j.ordinal
      LIMIT $3
      FOR NO KEY UPDATE OF j SKIP LOCKED
    ) AS j
  ), seated AS (
    UPDATE jobs SET seats_taken = seats_taken + 1, assignments_made = assignments_made + 1
    FROM candidates WHERE jobs.id = candidates.id
    RETURNING jobs.id, jobs.assignments_made - 1 AS ordinal
  ), leased AS (
    INSERT INTO assignments (job_id, hotkey, worker_id, ordinal, lease_expires_at)
    SELECT id, $1, $2, ordinal, now() + make_interval(secs => $4) FROM seated
    RETURNING id, job_id
  )
  SELECT leased.id, leased.job_id, candidates.search_id, candidates.spec, candidates.spec_hash
  FROM leased JOIN candidates ON candidates.id = leased.job_id ORDER BY candidates.position`;

/**
 * Leases up to `count` replicas to a worker: never two of one job to one hotkey, nor one that it gave back as
 * diverged, nor to a worker one that it had no memory for; only from running searches with enough live hotkeys for their quorum; jobs already begun first, then the oldest.
 * @throws DatabaseError `not-found` for a worker that is not registered with this hotkey
 */
export function claimAssignments(
  database: Database,
  claim: Claim,
): Promise<{ offers: AssignmentOffer[]; streams: string[] }> {
  const { hotkey, workerId, count, leaseSeconds } = claim;
  return withTransaction(database, async (client) => {
    const events = new PendingEvents();
    // The miner's row lock makes the claims of one hotkey's workers follow each other.
    await touchMiners(client, events, [hotkey]);
    const worker = await client.query(
      'UPDATE workers SET last_seen_at = now() WHERE id = $1 AND hotkey = $2',
      [workerId, hotkey],
    );
    if (worker.rowCount === 0) {
      throw new DatabaseError(
        'not-found',
        `worker ${workerId} is not registered with this hotkey: register again`,
      );
    }
    const { rows } = await client.query<OfferRow>(CLAIM, [hotkey, workerId, count, leaseSeconds]);
    for (const row of rows) {
      const payload = { assignmentId: row.id, jobId: row.job_id, hotkey };
      events.add(searchStream(row.search_id), { type: 'assignment.leased', payload });
    }
    return { offers: rows.map(toOffer), streams: await events.append(client) };
  });
}

function toOffer(row: OfferRow): AssignmentOffer {
  return {
    assignmentId: row.id,
    jobId: row.job_id,
    searchId: row.search_id,
    spec: jobSpecSchema.parse(row.spec),
    specHash: row.spec_hash,
  };
}
