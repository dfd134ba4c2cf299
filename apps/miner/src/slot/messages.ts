import {
  giveBackReasonSchema,
  idSchema,
  jobSpecSchema,
  sha256Schema,
  trainingResultSchema,
} from '@naschain/protocol';
import { z } from 'zod';

/** From the miner to a slot's process: train this. */
export const orderSchema = z.strictObject({
  kind: z.literal('train'),
  assignmentId: idSchema,
  spec: jobSpecSchema,
  /** Start of the digest chain. */
  chainHash: sha256Schema,
  /** Path of the dataset file, whose hash is verified. */
  dataset: z.string(),
  threads: z.int().min(1),
  /** Most bytes of memory for the network; absent for as much as the engine can have. */
  memoryLimit: z.int().min(1).exactOptional(),
  /** Where to keep its latest checkpoint, to go on from after an interruption. */
  checkpoint: z.strictObject({ file: z.string(), everySeconds: z.number().min(0) }),
});

/** What training gives; the miner adds the device. */
export const outcomeSchema = trainingResultSchema.omit({ device: true });

/** Why a training has no result, as the Genomaster is told. */
const failureReasonSchema = giveBackReasonSchema.extract(['trainingFailed', 'diverged', 'outOfMemory']);

/** From a slot's process to the miner. */
export const reportSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('progress'),
    assignmentId: idSchema,
    fraction: z.number().min(0).max(1),
    epoch: z.int().min(0),
  }),
  /** It goes on after this epoch of an earlier run. */
  z.strictObject({ kind: z.literal('resumed'), assignmentId: idSchema, epoch: z.int().min(1) }),
  z.strictObject({ kind: z.literal('warning'), assignmentId: idSchema, message: z.string() }),
  z.strictObject({ kind: z.literal('finished'), assignmentId: idSchema, outcome: outcomeSchema }),
  z.strictObject({
    kind: z.literal('failed'),
    assignmentId: idSchema,
    message: z.string(),
    reason: failureReasonSchema,
  }),
]);

export type Order = z.infer<typeof orderSchema>;
export type FailureReason = z.infer<typeof failureReasonSchema>;
export type Outcome = z.infer<typeof outcomeSchema>;
export type Report = z.infer<typeof reportSchema>;
