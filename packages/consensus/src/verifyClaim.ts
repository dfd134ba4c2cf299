import { epochsRun, type TrainingLength } from './epochsRun.ts';
import { isExact } from './numericClass.ts';

/** Slack for `hits x 100 / samples` computed in another order of operations, in percentage points. */
const ACCURACY_ROUNDING = 1e-9;

export interface ClaimedEpoch {
  readonly epoch: number;
  readonly loss: number;
  /** Validation images classified correctly. */
  readonly hits: number;
  readonly digest: string;
}

/** What a miner says about one training run. */
export interface Claim {
  readonly specHash: string;
  readonly params: number;
  readonly flops: number;
  /** Percent, 0 to 100. */
  readonly accuracy: number;
  readonly curve: readonly ClaimedEpoch[];
  readonly digest: string;
  readonly numericClass: string;
}

/** A shorter training by the same recipe, which the one judged here continues. */
export interface ShorterTraining {
  readonly numericClass: string;
  /** What its replicas agreed on, after each of its epochs. */
  readonly digests: readonly string[];
}

export interface ClaimCheck {
  readonly spec: TrainingLength & { readonly validationSamples: number };
  /** Computed from the genome by whoever checks, never taken from a miner. */
  readonly expected: { readonly params: number; readonly flops: number; readonly specHash: string };
  /** Null for a training from the start. */
  readonly continues: ShorterTraining | null;
  readonly claim: Claim;
}

export type ClaimReason =
  | 'wrongSpec'
  | 'paramsMismatch'
  | 'flopsMismatch'
  | 'curveMismatch'
  | 'chainMismatch';
export type ClaimVerdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'rejected'; readonly reason: ClaimReason; readonly message: string };

/**
 * Checks what can be checked without a second result: params and FLOPs are functions of the genome, and the learning
 * curve must fit the recipe and the claimed accuracy, and begin as the shorter training that it continues. A wrong value
 * is a rejected result, not a vote.
 */
export function verifyClaim({ spec, expected, continues, claim }: ClaimCheck): ClaimVerdict {
  if (claim.specHash !== expected.specHash) {
    return rejected('wrongSpec', `spec ${claim.specHash} claimed, the job is ${expected.specHash}`);
  }
  if (claim.params !== expected.params) {
    return rejected(
      'paramsMismatch',
      `${claim.params} parameters claimed, the network has ${expected.params}`,
    );
  }
  if (claim.flops !== expected.flops) {
    return rejected('flopsMismatch', `${claim.flops} FLOPs claimed, the network has ${expected.flops}`);
  }
  const fault = curveFault(spec, claim);
  if (fault !== null) return rejected('curveMismatch', fault);
  const departure = departureFrom(continues, claim);
  return departure === null ? { kind: 'valid' } : rejected('chainMismatch', departure);
}

function rejected(reason: ClaimReason, message: string): ClaimVerdict {
  return { kind: 'rejected', reason, message };
}

function curveFault(spec: ClaimCheck['spec'], claim: Claim): string | null {
  const { curve } = claim;
  const epochs = epochsRun(
    spec,
    curve.map(({ hits }) => hits),
  );
  if (curve.length !== epochs) {
    const rule = spec.earlyStop === undefined ? 'the recipe has' : 'with these hits the recipe has';
    return `${curve.length} epochs claimed, ${rule} ${epochs}`;
  }
  for (const [index, record] of curve.entries()) {
    if (record.epoch !== index + 1)
      return `epoch ${record.epoch} stands at position ${index + 1} of the curve`;
    if (!Number.isInteger(record.hits) || record.hits < 0 || record.hits > spec.validationSamples) {
      return `${record.hits} hits among ${spec.validationSamples} validation images in epoch ${record.epoch}`;
    }
  }
  const last = curve.at(-1);
  if (last === undefined) return 'the curve is empty';
  if (last.digest !== claim.digest) return 'the digest is not the last one of the curve';
  if (!isExact(claim.numericClass)) return null;
  const measured = (last.hits * 100) / spec.validationSamples;
  // Negated, so that a NaN fails.
  if (!(Math.abs(measured - claim.accuracy) <= ACCURACY_ROUNDING)) {
    return `accuracy ${claim.accuracy} claimed, ${last.hits} hits of ${spec.validationSamples} are ${measured}`;
  }
  return null;
}

/** Digests prove something only within one exact class. */
function departureFrom(continues: ShorterTraining | null, claim: Claim): string | null {
  if (continues === null || !isExact(claim.numericClass) || claim.numericClass !== continues.numericClass)
    return null;
  const { digests } = continues;
  const epoch = digests.findIndex((digest, index) => claim.curve[index]?.digest !== digest);
  if (epoch === -1) return null;
  return `the digest after epoch ${epoch + 1} is not the one agreed on by the training of ${digests.length} epochs that this one continues`;
}
