import type { LiveProgress } from '@naschain/protocol';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { PendingEvents } from '../journal/pendingEvents.ts';
import { withTransaction } from '../transaction.ts';
import { touchMiners } from './touchMiners.ts';

export interface Heartbeat {
  readonly hotkey: string;
  readonly workerId: string;
  /** Null for the sign of life of a worker as such. */
  readonly assignmentId: string | null;
  /** Share of the training finished, 0 to 1. */
  readonly fraction: number;
  readonly epoch: number;
}

export interface HeartbeatOutcome {
  /** Assignments that are not, or no longer, the hotkey's to train: to be stopped. */
  readonly lost: string[];
  /** Progress of those still leased. */
  readonly held: (LiveProgress & { searchId: string })[];
  readonly streams: string[];
}

type TrainingBeat = Heartbeat & { readonly assignmentId: string };

/** Renews leases and notes progress and signs of life, in bulk and by the database's clock. */
export function recordHeartbeats(
  database: Database,
  batch: { readonly entries: readonly Heartbeat[]; readonly leaseSeconds: number },
): Promise<HeartbeatOutcome> {
  const { entries } = batch;
  const newest = new Map<string, TrainingBeat>();
  for (const entry of entries) {
    if (hasAssignment(entry)) newest.set(`${entry.assignmentId} ${entry.hotkey}`, entry);
  }
  const beats = [...newest.values()];
  return withTransaction(database, async (client) => {
    await renewLeases(client, beats, batch.leaseSeconds);
    const { lost, held } = await splitByHold(client, beats);
    const events = new PendingEvents();
    await touchMiners(
      client,
      events,
      entries.map((entry) => entry.hotkey),
    );
    await client.query(
      `UPDATE workers SET last_seen_at = now() FROM unnest($1::uuid[], $2::text[]) AS seen (id, hotkey)
       WHERE workers.id = seen.id AND workers.hotkey = seen.hotkey`,
      [entries.map((entry) => entry.workerId), entries.map((entry) => entry.hotkey)],
    );
    return { lost, held, streams: await events.append(client) };
  });
}

function hasAssignment(entry: Heartbeat): entry is TrainingBeat {
  return entry.assignmentId !== null;
}

async function renewLeases(
  client: pg.PoolClient,
  beats: readonly TrainingBeat[],
  leaseSeconds: number,
): Promise<void> {
  // A row that somebody holds is about to change state, or gets its renewal next time: never wait for it.
  await client.query(
    `WITH beats AS (
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::float8[], $4::int[]) AS b (id, hotkey, fraction, epoch)
     ), mine AS (
       SELECT a.id, b.fraction, b.epoch FROM assignments a JOIN beats b ON b.id = a.id AND b.hotkey = a.hotkey
       WHERE a.state = 'leased' ORDER BY a.id FOR NO KEY UPDATE OF a SKIP LOCKED
     )
     UPDATE assignments SET fraction = mine.fraction, epoch = mine.epoch,
       lease_expires_at = now() + make_interval(secs => $5)
     FROM mine WHERE assignments.id = mine.id`,
    [
      beats.map((beat) => beat.assignmentId),
      beats.map((beat) => beat.hotkey),
      beats.map((beat) => beat.fraction),
      beats.map((beat) => beat.epoch),
      leaseSeconds,
    ],
  );
}

interface HoldRow {
  id: string;
  hotkey: string;
  state: string;
  job_id: string;
  search_id: string;
  job_open: boolean;
}

/**
 * An expired assignment whose job is still open is neither held nor lost: it may yet finish first. One that was submitted
 * in the meantime needs no word either.
 */
async function splitByHold(
  client: pg.PoolClient,
  beats: readonly TrainingBeat[],
): Promise<Pick<HeartbeatOutcome, 'lost' | 'held'>> {
  const { rows } = await client.query<HoldRow>(
    `SELECT a.id, a.hotkey, a.state, a.job_id, j.search_id, j.state = 'open' AND j.claimable AS job_open
     FROM assignments a JOIN jobs j ON j.id = a.job_id WHERE a.id = ANY ($1::uuid[])`,
    [beats.map((beat) => beat.assignmentId)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const lost: string[] = [];
  const held: (LiveProgress & { searchId: string })[] = [];
  for (const { assignmentId, hotkey, fraction, epoch } of beats) {
    const row = byId.get(assignmentId);
    if (row === undefined || row.hotkey !== hotkey || isLost(row)) lost.push(assignmentId);
    else if (row.state === 'leased') {
      held.push({ assignmentId, hotkey, fraction, epoch, jobId: row.job_id, searchId: row.search_id });
    }
  }
  return { lost, held };
}

function isLost(row: HoldRow): boolean {
  if (row.state === 'expired') return !row.job_open;
  return row.state === 'revoked' || row.state === 'returned';
}
