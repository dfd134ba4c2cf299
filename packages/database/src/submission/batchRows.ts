import type { AssignmentState, Batch, CandidateResult } from '@naschain/consensus';
import { type JobSpec, jobSpecSchema, type Replication, searchConfigSchema } from '@naschain/protocol';
import type pg from 'pg';
import { DatabaseError } from '../databaseError.ts';

/** A job under lock. */
export interface LockedJob {
  readonly jobId: string;
  readonly searchId: string;
  readonly state: 'open' | 'agreed' | 'failed';
  readonly claimable: boolean;
  readonly seatsWanted: number;
  readonly seatsTaken: number;
  /** FLOPs of one image. */
  readonly flops: number;
  readonly spec: JobSpec;
  readonly replication: Replication;
}

/** What a result claims; null where it could not be parsed. */
export interface Claimed {
  readonly accuracy: number | null;
  readonly params: number | null;
  readonly flops: number | null;
  readonly digest: string | null;
  readonly numericClass: string | null;
  readonly seconds: number | null;
  readonly curveHits: readonly number[];
  readonly curveDigests: readonly string[];
}

/** An assignment of a job, with its result if one was stored. */
export interface BatchRow {
  readonly assignmentId: string;
  readonly hotkey: string;
  readonly state: AssignmentState;
  readonly reason: string | null;
  readonly ordinal: number;
  readonly fraction: number;
  readonly result: (Claimed & { readonly payloadHash: string; readonly rejection: string | null }) | null;
}

/** Locks a job against every other change of its seats. @throws DatabaseError `not-found` */
export async function lockJob(client: pg.PoolClient, jobId: string): Promise<LockedJob> {
  type Row = Omit<LockedJob, 'spec' | 'replication'> & { spec: unknown; replication: unknown };
  const { rows } = await client.query<Row>(
    `SELECT j.id AS "jobId", j.search_id AS "searchId", j.state, j.claimable, j.seats_wanted AS "seatsWanted",
       j.seats_taken AS "seatsTaken", j.flops, j.spec, s.config -> 'replication' AS replication
     FROM jobs j JOIN searches s ON s.id = j.search_id WHERE j.id = $1 FOR NO KEY UPDATE OF j`,
    [jobId],
  );
  const row = rows[0];
  if (row === undefined) throw new DatabaseError('not-found', `there is no job ${jobId}`);
  const replication = searchConfigSchema.shape.replication.parse(row.replication);
  return { ...row, spec: jobSpecSchema.parse(row.spec), replication };
}

/** All assignments of a job in order of leasing. */
export async function loadBatch(client: pg.PoolClient, jobId: string): Promise<BatchRow[]> {
  type Row = Omit<BatchRow, 'result'> & Claimed & { payloadHash: string | null; rejection: string | null };
  const { rows } = await client.query<Row>(
    `SELECT a.id AS "assignmentId", a.hotkey, a.state, a.reason, a.ordinal, a.fraction,
       r.payload_hash AS "payloadHash", r.rejection, r.accuracy, r.params, r.flops, r.digest,
       r.numeric_class AS "numericClass", r.seconds, coalesce(r.curve_hits, '{}') AS "curveHits",
       coalesce(r.curve_digests, '{}') AS "curveDigests"
     FROM assignments a LEFT JOIN results r ON r.assignment_id = a.id WHERE a.job_id = $1 ORDER BY a.ordinal`,
    [jobId],
  );
  return rows.map(({ assignmentId, hotkey, state, reason, ordinal, fraction, payloadHash, ...claimed }) => ({
    assignmentId,
    hotkey,
    state,
    reason,
    ordinal,
    fraction,
    result: payloadHash === null ? null : { ...claimed, payloadHash },
  }));
}

/** What the consensus rules judge: the results that passed on their own, and how many replicas are still in work. */
export function toBatch(job: LockedJob, rows: readonly BatchRow[]): Batch {
  return {
    replication: job.replication,
    seatsWanted: job.seatsWanted,
    outstanding: rows.filter((row) => row.state === 'leased').length,
    results: rows.filter((row) => row.state === 'submitted').map(toCandidate),
  };
}

function toCandidate({ assignmentId, hotkey, result }: BatchRow): CandidateResult {
  if (result === null || result.accuracy === null || result.digest === null || result.numericClass === null) {
    throw new DatabaseError('corrupt', `assignment ${assignmentId} is submitted without a whole result`);
  }
  const { accuracy, digest, numericClass, curveHits, curveDigests } = result;
  return { assignmentId, hotkey, accuracy, digest, numericClass, curveHits, curveDigests };
}
