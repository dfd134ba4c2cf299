import { type ReplicaOutcome, rejectionReasonSchema } from '@naschain/protocol';
import { DatabaseError } from '../databaseError.ts';
import type { BatchRow } from './batchRows.ts';

/** As many replicas as the journal and the validators' messages hold. */
const MAX_PUBLISHED = 64;

/**
 * The replicas of a closed job that are published, in order of leasing: all that were compared, and of those refused at
 * once the earliest, as many as fit. (Anybody can send rubbish; it must not keep a job from closing.)
 */
export function publishedReplicas<
  Row extends { readonly ordinal: number; readonly result: { readonly rejection: string | null } | null },
>(rows: readonly Row[]): Row[] {
  const withResult = rows.filter((row) => row.result !== null).sort((a, b) => a.ordinal - b.ordinal);
  const compared = withResult.filter((row) => row.result?.rejection === null);
  const refused = withResult.filter((row) => row.result?.rejection !== null);
  const shown = [...compared, ...refused].slice(0, MAX_PUBLISHED);
  return shown.sort((a, b) => a.ordinal - b.ordinal);
}

/**
 * The published verdict on a replica of a closed job, with the length of its learning curve (0 if it has none).
 * @throws DatabaseError `corrupt` when there is no verdict
 */
export function toReplicaOutcome(row: BatchRow, epochs: number): ReplicaOutcome {
  const { assignmentId, hotkey, state, reason, result } = row;
  if (result === null || (state !== 'agreed' && state !== 'rejected')) {
    throw new DatabaseError(
      'corrupt',
      `assignment ${assignmentId} of a closed job is ${state}, without a verdict`,
    );
  }
  const { accuracy, params, flops, digest, seconds } = result;
  return {
    assignmentId,
    hotkey,
    verdict: state,
    reason: reason === null ? null : rejectionReasonSchema.parse(reason),
    accuracy,
    params,
    flops,
    digest,
    seconds,
    epochs: epochs === 0 ? null : epochs,
  };
}
