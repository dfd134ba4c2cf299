import type { RejectionReason, TrainingResult } from '@naschain/protocol';
import type pg from 'pg';
import type { Claimed } from './batchRows.ts';

/** What a miner sent for an assignment, after it was checked on its own. */
export interface Submission {
  readonly assignmentId: string;
  readonly hotkey: string;
  /** As received. */
  readonly payload: unknown;
  /** SHA-256 of the payload, hex: two submissions are the same when it is. */
  readonly payloadHash: string;
  readonly signature: string;
  /** The claim if it could be parsed, also of a result that is refused. */
  readonly result: TrainingResult | null;
  /** Why it is refused without being compared, or null. */
  readonly rejection: { readonly reason: RejectionReason } | null;
}

/** What of a result is kept in columns. */
export function claimedBy(result: TrainingResult | null): Claimed {
  return {
    accuracy: result?.accuracy ?? null,
    params: result?.params ?? null,
    flops: result?.flops ?? null,
    digest: result?.digest ?? null,
    numericClass: result?.numericClass ?? null,
    seconds: result?.seconds ?? null,
    curveHits: result?.curve.map((epoch) => epoch.hits) ?? [],
    curveDigests: result?.curve.map((epoch) => epoch.digest) ?? [],
  };
}

/** Keeps a submission with its signature, as evidence. */
export async function storeResult(client: pg.PoolClient, submission: Submission): Promise<void> {
  const { rejection } = submission;
  const claimed = claimedBy(submission.result);
  await client.query(
    `INSERT INTO results (assignment_id, payload, payload_hash, signature, accuracy, params, flops, digest,
       numeric_class, seconds, curve_hits, curve_digests, rejection)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      submission.assignmentId,
      JSON.stringify(submission.payload ?? null),
      submission.payloadHash,
      // Postgres' text holds no NUL, and a refused signature may be anything.
      submission.signature.replaceAll('\u0000', '\uFFFD'),
      claimed.accuracy,
      claimed.params,
      claimed.flops,
      claimed.digest,
      claimed.numericClass,
      claimed.seconds,
      claimed.curveHits,
      claimed.curveDigests,
      rejection?.reason ?? null,
    ],
  );
}
