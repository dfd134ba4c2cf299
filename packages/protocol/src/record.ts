import { z } from 'zod';
import { canonicalJson } from './canonicalJson.ts';
import { type JobSpec, jobSpecSchema } from './jobSpec.ts';
import { hotkeySchema, PROTOCOL_VERSION, signatureSchema } from './primitives.ts';
import {
  type ResultPayload,
  resultPayloadSchema,
  type TrainingResult,
  trainingResultSchema,
} from './result.ts';

const { assignmentId } = resultPayloadSchema.shape;
const { seconds, device } = trainingResultSchema.shape;

/** A published result: what was trained, what came of it, and who signed that. Anybody can train it again to check. */
export const recordSchema = z.strictObject({
  v: z.literal(PROTOCOL_VERSION),
  domain: z.literal('naschain/record'),
  spec: jobSpecSchema,
  /** All that does not depend on the machine. */
  result: trainingResultSchema.omit({ seconds: true, device: true }),
  /** Of the result payloads that each miner signed, which are the above with what is here. */
  signatures: z
    .array(
      z.strictObject({ hotkey: hotkeySchema, assignmentId, seconds, device, signature: signatureSchema }),
    )
    .max(64)
    .exactOptional(),
});

export type TrainingRecord = z.infer<typeof recordSchema>;
type RecordSignature = NonNullable<TrainingRecord['signatures']>[number];

/** A result payload with its signature. */
export interface SignedBy {
  readonly hotkey: string;
  readonly payload: ResultPayload;
  readonly signature: string;
}

/**
 * The record of results that were agreed on; null without any. Agreement is on hits and digests: should losses differ, what
 * most have said is recorded, of equally many the first, with the signatures of those who said it.
 */
export function recordOf(spec: JobSpec, agreed: readonly SignedBy[]): TrainingRecord | null {
  const groups = new Map<string, { result: TrainingRecord['result']; signatures: RecordSignature[] }>();
  for (const { hotkey, payload, signature } of agreed) {
    const { seconds, device, ...result } = payload.result;
    const key = canonicalJson(result);
    const group = groups.get(key) ?? { result, signatures: [] };
    group.signatures.push({ hotkey, assignmentId: payload.assignmentId, seconds, device, signature });
    groups.set(key, group);
  }
  const [first] = [...groups.values()].sort((a, b) => b.signatures.length - a.signatures.length);
  return first === undefined ? null : { v: PROTOCOL_VERSION, domain: 'naschain/record', spec, ...first };
}

/** What a miner of the record signed. */
export function signedPayload(
  { result }: Pick<TrainingRecord, 'result'>,
  specHash: string,
  { assignmentId, seconds, device }: RecordSignature,
): ResultPayload {
  const whole: TrainingResult = { ...result, seconds, device };
  return { v: PROTOCOL_VERSION, domain: 'naschain/result', assignmentId, specHash, result: whole };
}
