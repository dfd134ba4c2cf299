import { z } from 'zod';
import { jobSpecSchema } from './jobSpec.ts';
import { idSchema, numericClassSchema, PROTOCOL_VERSION, sha256Schema } from './primitives.ts';

const version = z.literal(PROTOCOL_VERSION);

/** Sent by a worker when it starts and whenever it reconnects. Idempotent by (hotkey, name). */
export const registerRequestSchema = z.strictObject({
  v: version,
  /** Distinguishes the workers of one hotkey, e.g. `host-1`. */
  worker: z
    .string()
    .min(1)
    .max(80)
    .regex(/^[\w.:-]+$/),
  slots: z.int().min(1).max(1024),
  engine: z.string().min(1).max(40),
  numericClass: numericClassSchema,
  device: z.string().min(1).max(120),
});
export const registerResponseSchema = z.strictObject({
  v: version,
  workerId: idSchema,
  heartbeatSeconds: z.number().positive(),
  leaseSeconds: z.number().positive(),
});

export const leaseRequestSchema = z.strictObject({
  v: version,
  workerId: idSchema,
  count: z.int().min(1).max(64),
});
export const assignmentOfferSchema = z.strictObject({
  assignmentId: idSchema,
  jobId: idSchema,
  searchId: idSchema,
  spec: jobSpecSchema,
  specHash: sha256Schema,
});
/** Why a worker got nothing. */
export const idleReasonSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('noWork') }),
  /** Too few live hotkeys for a quorum: `have` of `need`. */
  z.strictObject({ kind: z.literal('needMiners'), have: z.int(), need: z.int() }),
]);
export const leaseResponseSchema = z.strictObject({
  v: version,
  assignments: z.array(assignmentOfferSchema).max(64),
  idle: idleReasonSchema.nullable(),
  /** Wait this long before asking again when nothing was given. */
  retrySeconds: z.number().positive(),
});

export const progressSchema = z.strictObject({
  assignmentId: idSchema,
  /** Share of the training finished, 0 to 1. */
  fraction: z.number().min(0).max(1),
  epoch: z.int().min(0).max(1000),
});
export const heartbeatRequestSchema = z.strictObject({
  v: version,
  workerId: idSchema,
  assignments: z.array(progressSchema).max(1024),
});
export const heartbeatResponseSchema = z.strictObject({
  v: version,
  /** Assignments the worker no longer holds: stop them. */
  revoked: z.array(idSchema).max(1024),
});

/** `payload` is parsed as `resultPayloadSchema` by the Genomaster: what does not fit is a rejected result, with its reason. */
export const submitRequestSchema = z.strictObject({
  v: version,
  assignmentId: idSchema,
  payload: z.json(),
  signature: z.string().max(200),
});
export const submitResponseSchema = z.strictObject({
  v: version,
  receipt: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('accepted') }),
    /** The job was closed without this result; nobody is charged. */
    z.strictObject({ kind: z.literal('late') }),
    z.strictObject({ kind: z.literal('rejected'), reason: z.string().max(80), message: z.string().max(500) }),
  ]),
});

/**
 * `diverged`: the numbers left their range, which is the job's fault and not the machine's: enough of these fail the job.
 * `outOfMemory`: the network does not fit into what this machine has, or may use; others may have more.
 */
export const giveBackReasonSchema = z.enum([
  'shutdown',
  'trainingFailed',
  'diverged',
  'outOfMemory',
  'datasetUnavailable',
  'unsupported',
]);

export const giveBackRequestSchema = z.strictObject({
  v: version,
  assignmentIds: z.array(idSchema).min(1).max(1024),
  reason: giveBackReasonSchema,
});
export const giveBackResponseSchema = z.strictObject({ v: version, returned: z.int() });

export type RegisterRequest = z.infer<typeof registerRequestSchema>;
export type RegisterResponse = z.infer<typeof registerResponseSchema>;
export type LeaseRequest = z.infer<typeof leaseRequestSchema>;
export type LeaseResponse = z.infer<typeof leaseResponseSchema>;
export type AssignmentOffer = z.infer<typeof assignmentOfferSchema>;
export type IdleReason = z.infer<typeof idleReasonSchema>;
export type Progress = z.infer<typeof progressSchema>;
export type HeartbeatRequest = z.infer<typeof heartbeatRequestSchema>;
export type HeartbeatResponse = z.infer<typeof heartbeatResponseSchema>;
export type SubmitRequest = z.infer<typeof submitRequestSchema>;
export type SubmitResponse = z.infer<typeof submitResponseSchema>;
export type GiveBackReason = z.infer<typeof giveBackReasonSchema>;
export type GiveBackRequest = z.infer<typeof giveBackRequestSchema>;
