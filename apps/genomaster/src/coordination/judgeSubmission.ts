import { verifyClaim } from '@naschain/consensus';
import { decodeGenome } from '@naschain/network';
import {
  type Continued,
  type JobSpec,
  type RejectionReason,
  type ResultPayload,
  resultPayloadSchema,
  type SubmitRequest,
  type TrainingResult,
  trainedEpochs,
} from '@naschain/protocol';
import { payloadHash, verifyResultSignature } from '@naschain/protocol/signing';

/** What is known of a submission before its siblings are looked at. */
export interface Judgement {
  readonly payloadHash: string;
  /** The claim, whenever it could be parsed, for the record. */
  readonly result: TrainingResult | null;
  readonly rejection: { readonly reason: RejectionReason; readonly message: string } | null;
}

/** Params and FLOPs as the genome gives them; never what a miner says. */
export function expectedCost(spec: JobSpec): { params: number; flops: number } {
  const { params, flops } = decodeGenome(spec.space, spec.genome, spec.dataset);
  return { params, flops };
}

/**
 * Checks a submission as far as it can be checked alone: form, signature, binding to the job, params, FLOPs, curve, and
 * that it begins as the shorter training that the job continues.
 */
export function judgeSubmission(
  hotkey: string,
  request: SubmitRequest,
  job: { readonly spec: JobSpec; readonly specHash: string; readonly continues: Continued | null },
): Judgement {
  const hash = payloadHash(request.payload);
  const rejected = (
    reason: RejectionReason,
    message: string,
    result: TrainingResult | null = null,
  ): Judgement => ({
    payloadHash: hash,
    result,
    rejection: { reason, message },
  });
  const parsed = resultPayloadSchema.safeParse(request.payload);
  if (!parsed.success) return rejected('malformed', firstIssue(parsed.error.issues));
  const payload: ResultPayload = parsed.data;
  if (!verifyResultSignature(hotkey, request.payload, request.signature)) {
    return rejected('badSignature', 'The signature is not the hotkey’s over this payload.');
  }
  if (payload.assignmentId !== request.assignmentId) {
    return rejected('wrongSpec', 'The payload names another assignment.', payload.result);
  }
  const verdict = verifyClaim({
    spec: { ...job.spec.recipe, epochs: trainedEpochs(job.spec.recipe) },
    expected: { ...expectedCost(job.spec), specHash: job.specHash },
    continues: job.continues,
    claim: { specHash: payload.specHash, ...payload.result },
  });
  if (verdict.kind === 'rejected') return rejected(verdict.reason, verdict.message, payload.result);
  return { payloadHash: hash, result: payload.result, rejection: null };
}

function firstIssue(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  const issue = issues[0];
  if (issue === undefined) return 'The result does not follow the schema.';
  return `${issue.path.map(String).join('.') || 'result'}: ${issue.message}`.slice(0, 500);
}
