import {
  assertNever,
  type BatchDecision,
  type CandidateResult,
  decideBatch,
  verifyClaim,
} from '@naschain/consensus';
import { decodeGenome, NetworkError } from '@naschain/network';
import {
  type BatchResult,
  type ClosedBatch,
  type Continued,
  type JobSpec,
  type RejectionReason,
  resultPayloadSchema,
  trainedEpochs,
} from '@naschain/protocol';
import { specHash, verifyResultSignature } from '@naschain/protocol/signing';
import { AgreedChains } from './agreedChains.ts';

/** The validator's own verdict on one result; `open` when the batch cannot be decided on what is there. */
export interface CheckedResult {
  readonly assignmentId: string;
  readonly hotkey: string;
  readonly verdict: 'agreed' | 'rejected' | 'open';
  readonly reason: RejectionReason | null;
}

export interface BatchCheck {
  readonly cursor: number;
  readonly jobId: string;
  readonly outcome: 'agreed' | 'failed' | 'undecided';
  readonly results: readonly CheckedResult[];
  /** Where the Genomaster's word is not what its own evidence says; one sentence each. */
  readonly differences: readonly string[];
}

interface Expected {
  readonly params: number;
  readonly flops: number;
  readonly specHash: string;
}

/** What a result must fit. */
interface Frame {
  readonly spec: JobSpec;
  readonly expected: Expected;
  readonly continues: Continued | null;
}

/**
 * Judges a closed batch from its evidence alone: spec hash, form, signatures, params and FLOPs, claims and agreement are
 * all worked out anew. The Genomaster's verdicts are only compared with the outcome. How a training that it continues
 * ended is taken from the batch, unless `chains` know better. `signingReady()` must have resolved.
 */
export function checkBatch(batch: ClosedBatch, chains = new AgreedChains()): BatchCheck {
  const differences: string[] = [];
  const hash = specHash(batch.spec);
  if (hash !== batch.specHash) differences.push(`the spec's hash is ${hash}, not ${batch.specHash}`);
  const expected = expectedOf(batch.spec, hash);
  if (expected === null) {
    differences.push('the genome cannot be decoded, so no result can be right');
    return {
      ...identityOf(batch),
      outcome: 'undecided',
      results: batch.results.map(openVerdict),
      differences,
    };
  }
  let { continues } = batch;
  if (continues !== null && chains.contradict(batch.spec, continues)) {
    differences.push(
      `said to continue a training that ended otherwise after epoch ${continues.digests.length}`,
    );
    continues = null;
  }
  const { outcome, results } = decide(batch, { spec: batch.spec, expected, continues });
  differences.push(...compare(batch, outcome, results));
  return { ...identityOf(batch), outcome, results, differences };
}

function identityOf(batch: ClosedBatch): { cursor: number; jobId: string } {
  return { cursor: batch.cursor, jobId: batch.jobId };
}

function openVerdict({ assignmentId, hotkey }: BatchResult): CheckedResult {
  return { assignmentId, hotkey, verdict: 'open', reason: null };
}

function expectedOf(spec: JobSpec, hash: string): Expected | null {
  try {
    const { params, flops } = decodeGenome(spec.space, spec.genome, spec.dataset);
    return { params, flops, specHash: hash };
  } catch (error) {
    if (error instanceof NetworkError) return null;
    throw error;
  }
}

type Judged =
  | { readonly kind: 'candidate'; readonly candidate: CandidateResult }
  | { readonly kind: 'rejected'; readonly reason: RejectionReason };

/** What one result is worth on its own, checked in the same order as the Genomaster does. */
function judge(result: BatchResult, { spec, expected, continues }: Frame): Judged {
  const { assignmentId, hotkey } = result;
  const rejected = (reason: RejectionReason): Judged => ({ kind: 'rejected', reason });
  const parsed = resultPayloadSchema.safeParse(result.payload);
  if (!parsed.success) return rejected('malformed');
  if (!verifyResultSignature(hotkey, result.payload, result.signature)) return rejected('badSignature');
  const payload = parsed.data;
  if (payload.assignmentId !== assignmentId) return rejected('wrongSpec');
  const claim = { specHash: payload.specHash, ...payload.result };
  const verdict = verifyClaim({
    spec: { ...spec.recipe, epochs: trainedEpochs(spec.recipe) },
    expected,
    continues,
    claim,
  });
  if (verdict.kind === 'rejected') return rejected(verdict.reason);
  const { numericClass, digest, accuracy, curve } = payload.result;
  const curveHits = curve.map(({ hits }) => hits);
  const curveDigests = curve.map((epoch) => epoch.digest);
  return {
    kind: 'candidate',
    candidate: { assignmentId, hotkey, numericClass, digest, accuracy, curveHits, curveDigests },
  };
}

function decide(batch: ClosedBatch, frame: Frame): Pick<BatchCheck, 'outcome' | 'results'> {
  const judged = batch.results.map((result) => judge(result, frame));
  const candidates = judged.flatMap((item) => (item.kind === 'candidate' ? [item.candidate] : []));
  const decision = decideBatch({
    replication: batch.replication,
    seatsWanted: candidates.length,
    outstanding: 0,
    results: candidates,
  });
  const verdictOf = verdictsOf(decision);
  return {
    outcome: decision.kind === 'agreed' || decision.kind === 'failed' ? decision.kind : 'undecided',
    results: batch.results.map(({ assignmentId, hotkey }, index) => {
      const alone = judged[index];
      const verdict =
        alone?.kind === 'rejected'
          ? ({ verdict: 'rejected', reason: alone.reason } as const)
          : verdictOf(assignmentId);
      return { assignmentId, hotkey, ...verdict };
    }),
  };
}

type Verdict = Pick<CheckedResult, 'verdict' | 'reason'>;

function verdictsOf(decision: BatchDecision): (assignmentId: string) => Verdict {
  switch (decision.kind) {
    case 'agreed':
    case 'failed': {
      const reasons = new Map(decision.rejected.map((entry) => [entry.assignmentId, entry.reason]));
      return (assignmentId) => {
        const reason = reasons.get(assignmentId) ?? null;
        return { verdict: reason === null ? 'agreed' : 'rejected', reason };
      };
    }
    case 'wait':
    case 'addSeats':
      return () => ({ verdict: 'open', reason: null });
    default:
      return assertNever(decision);
  }
}

function compare(
  batch: ClosedBatch,
  outcome: BatchCheck['outcome'],
  results: readonly CheckedResult[],
): string[] {
  if (outcome === 'undecided') {
    // A job may be given up without a verdict (its search was cancelled); only a claimed agreement is contradicted.
    return batch.outcome === 'agreed' ? ['called agreed, but the results do not settle it'] : [];
  }
  const differences: string[] = [];
  if (outcome !== batch.outcome) differences.push(`called ${batch.outcome}, but the results say ${outcome}`);
  for (const [index, { hotkey, verdict, reason }] of results.entries()) {
    const theirs = batch.results[index];
    if (theirs === undefined || theirs.verdict === verdict) continue;
    const ours = reason === null ? verdict : `${verdict}: ${reason}`;
    differences.push(`result of ${hotkey} called ${theirs.verdict}, but it is ${ours}`);
  }
  return differences;
}
