import { z } from 'zod';
import {
  idSchema,
  numericClassSchema,
  PROTOCOL_VERSION,
  sha256Schema,
  signatureSchema,
} from './primitives.ts';

const countSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** One epoch of a training run. */
export const epochRecordSchema = z.strictObject({
  epoch: z.int().min(1).max(1000),
  /** Mean cross-entropy of the training images, in nats. */
  loss: z.number().min(0).max(1e6),
  /** Validation images classified correctly after the epoch. */
  hits: countSchema,
  /** Digest chain: SHA-256 over (previous digest, epoch, weights, momentum). */
  digest: sha256Schema,
});

/** What a miner claims about one assignment. */
export const trainingResultSchema = z.strictObject({
  /** Validation accuracy after the last epoch, in percent (0 to 100). */
  accuracy: z.number().min(0).max(100),
  params: countSchema,
  flops: countSchema,
  numericClass: numericClassSchema,
  /** The last digest of the chain. */
  digest: sha256Schema,
  curve: z.array(epochRecordSchema).min(1).max(1000),
  /** Wall-clock training time. */
  seconds: z.number().min(0).max(1e8),
  device: z.string().min(1).max(120),
});

/** The signed payload: domain-separated and bound to one assignment of one hotkey. */
export const resultPayloadSchema = z.strictObject({
  v: z.literal(PROTOCOL_VERSION),
  domain: z.literal('naschain/result'),
  assignmentId: idSchema,
  /** SHA-256 of the canonical JSON of the job's spec. */
  specHash: sha256Schema,
  result: trainingResultSchema,
});

export const signedResultSchema = z.strictObject({
  payload: resultPayloadSchema,
  signature: signatureSchema,
});

export type EpochRecord = z.infer<typeof epochRecordSchema>;
export type TrainingResult = z.infer<typeof trainingResultSchema>;
export type ResultPayload = z.infer<typeof resultPayloadSchema>;
export type SignedResult = z.infer<typeof signedResultSchema>;
