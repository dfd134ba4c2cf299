import { z } from 'zod';
import { jobSpecSchema } from './jobSpec.ts';
import {
  hotkeySchema,
  idSchema,
  numericClassSchema,
  PROTOCOL_VERSION,
  sha256Schema,
  timestampSchema,
} from './primitives.ts';
import { replicationSchema } from './search.ts';

const version = z.literal(PROTOCOL_VERSION);

/** A result as the Genomaster holds it; `payload` is unparsed, since a rejected one may be anything. */
export const batchResultSchema = z.strictObject({
  assignmentId: idSchema,
  hotkey: hotkeySchema,
  payload: z.json(),
  signature: z.string().max(200),
  verdict: z.enum(['agreed', 'rejected']),
  reason: z.string().max(80).nullable(),
});

/** The shorter training that a job continues (successive halving): what its replicas agreed on. */
export const continuedSchema = z.strictObject({
  numericClass: numericClassSchema,
  /** After each epoch. */
  digests: z.array(sha256Schema).min(1).max(1000),
});

/** A job whose verdict has fallen, with all its results. */
export const closedBatchSchema = z.strictObject({
  /** Position in the order of closing; page on with it. */
  cursor: z.int().min(1),
  jobId: idSchema,
  searchId: idSchema,
  spec: jobSpecSchema,
  specHash: sha256Schema,
  /** Null for a training from the start. */
  continues: continuedSchema.nullable().default(null),
  replication: replicationSchema,
  outcome: z.enum(['agreed', 'failed']),
  closedAt: timestampSchema,
  results: z.array(batchResultSchema).max(64),
});

export const batchesRequestSchema = z.strictObject({
  v: version,
  afterCursor: z.int().min(0),
  limit: z.int().min(1).max(200),
});
export const batchesResponseSchema = z.strictObject({
  v: version,
  batches: z.array(closedBatchSchema).max(200),
});

/** One miner's row in a score epoch. */
export const minerScoreSchema = z.strictObject({
  hotkey: hotkeySchema,
  /** Level 1: jobs in which the miner agreed with at least one other. */
  agreed: z.int().min(0),
  /** Level 2: jobs of the miner that closed with an agreement. */
  completed: z.int().min(0),
  rejected: z.int().min(0),
  /** Smoothed score, 0 to 1. */
  score: z.number().min(0).max(1),
  /** Share of the weights, 0 to 1. */
  weight: z.number().min(0).max(1),
});
export const weightsPayloadSchema = z.strictObject({
  v: version,
  domain: z.literal('naschain/weights'),
  epoch: z.int().min(1),
  /** Cursor of the last batch counted. */
  throughCursor: z.int().min(0),
  scores: z.array(minerScoreSchema).max(100_000),
});
export const reportWeightsRequestSchema = z.strictObject({
  v: version,
  payload: weightsPayloadSchema,
  signature: z.string().max(200),
});
export const reportWeightsResponseSchema = z.strictObject({ v: version, accepted: z.literal(true) });

export type BatchResult = z.infer<typeof batchResultSchema>;
export type Continued = z.infer<typeof continuedSchema>;
export type ClosedBatch = z.infer<typeof closedBatchSchema>;
export type BatchesResponse = z.infer<typeof batchesResponseSchema>;
export type MinerScore = z.infer<typeof minerScoreSchema>;
export type WeightsPayload = z.infer<typeof weightsPayloadSchema>;
