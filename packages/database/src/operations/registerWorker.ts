import { NETWORK_STREAM } from '@naschain/protocol';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { DatabaseError } from '../databaseError.ts';
import { PendingEvents } from '../journal/pendingEvents.ts';
import { withTransaction } from '../transaction.ts';
import { touchMiners } from './touchMiners.ts';

export interface WorkerRegistration {
  readonly hotkey: string;
  /** Name of the worker, unique within its hotkey. */
  readonly worker: string;
  /** Replicas it trains at once. */
  readonly slots: number;
  readonly engine: string;
  readonly numericClass: string;
  readonly device: string;
}

/** Registers a worker, or notes that a known one is back. Idempotent by hotkey and name. */
export function registerWorker(
  database: Database,
  registration: WorkerRegistration,
): Promise<{ workerId: string; streams: string[] }> {
  const { hotkey, worker, slots, engine, device } = registration;
  return withTransaction(database, async (client) => {
    const events = new PendingEvents();
    await client.query('INSERT INTO miners (hotkey) VALUES ($1) ON CONFLICT DO NOTHING', [hotkey]);
    // Locks the miner's row, so that two registrations of one worker follow each other.
    await touchMiners(client, events, [hotkey]);
    const { workerId, changed } = await upsertWorker(client, registration);
    if (changed) {
      const payload = { hotkey, worker, slots, engine, device };
      events.add(NETWORK_STREAM, { type: 'miner.registered', payload });
    }
    return { workerId, streams: await events.append(client) };
  });
}

async function upsertWorker(
  client: pg.PoolClient,
  { hotkey, worker, slots, engine, numericClass, device }: WorkerRegistration,
): Promise<{ workerId: string; changed: boolean }> {
  const { rows } = await client.query<{ id: string; same: boolean | null }>(
    `WITH before AS (SELECT * FROM workers WHERE hotkey = $1 AND name = $2)
     INSERT INTO workers (hotkey, name, slots, engine, numeric_class, device) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (hotkey, name) DO UPDATE
       SET slots = $3, engine = $4, numeric_class = $5, device = $6, last_seen_at = now()
     RETURNING id,
       (SELECT (slots, engine, numeric_class, device) = ($3, $4, $5, $6) FROM before) AS same`,
    [hotkey, worker, slots, engine, numericClass, device],
  );
  const row = rows[0];
  if (row === undefined) throw new DatabaseError('corrupt', 'an upsert returned no row');
  return { workerId: row.id, changed: row.same !== true };
}
