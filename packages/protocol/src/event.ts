import { z } from 'zod';
import { hotkeySchema, idSchema, numericClassSchema, sha256Schema, timestampSchema } from './primitives.ts';
import { rejectionReasonSchema } from './rejection.ts';
import {
  predictionSchema,
  predictorReportSchema,
  savingsSchema,
  searchConfigSchema,
  searchStateSchema,
} from './search.ts';
import { genomeSchema } from './space.ts';
import { minerScoreSchema } from './validator.ts';

/** Stream of events about miners, validators and the list of searches. */
export const NETWORK_STREAM = 'network';
/** Stream of one search's events. */
export function searchStream(searchId: string): string {
  return `search:${searchId}`;
}
export const streamSchema = z.string().regex(/^(network|search:[0-9a-f-]{36})$/);

const count = z.int().min(0);
const percent = z.number().min(0).max(100);

export const waitingSchema = z.discriminatedUnion('kind', [
  /** Too few live hotkeys to form a quorum. */
  z.strictObject({ kind: z.literal('needMiners'), have: count, need: count }),
  /** Replicas of a job disagree and every live hotkey has already had a seat in it. */
  z.strictObject({ kind: z.literal('needReferee'), jobId: idSchema, have: count, need: count }),
]);

export const hypervolumeReferenceSchema = z.strictObject({
  /** Validation error in percent. */
  error: percent,
  /** FLOPs of the largest network of the space. */
  flops: count,
  /** Parameters of the largest network of the space; searches from before it was an objective lack it. */
  params: count.exactOptional(),
});

/** Verdict on one replica, published when its job closes. */
export const replicaOutcomeSchema = z.strictObject({
  assignmentId: idSchema,
  hotkey: hotkeySchema,
  verdict: z.enum(['agreed', 'rejected']),
  reason: rejectionReasonSchema.nullable(),
  accuracy: percent.nullable(),
  params: count.nullable(),
  flops: count.nullable(),
  digest: sha256Schema.nullable(),
  seconds: z.number().min(0).nullable(),
  /** Length of the learning curve. */
  epochs: count.nullable().default(null),
});

const payloads = {
  'search.created': z.strictObject({
    searchId: idSchema,
    config: searchConfigSchema,
    datasetName: z.string(),
    reference: hypervolumeReferenceSchema,
  }),
  'search.stateChanged': z.strictObject({ state: searchStateSchema, reason: z.string().max(500).nullable() }),
  'search.waitingChanged': z.strictObject({ waiting: waitingSchema.nullable() }),
  /** `size`: networks planned, promotions aside. */
  'generation.opened': z.strictObject({ index: count, size: count }),
  'individual.proposed': z.strictObject({
    individualId: idSchema,
    generation: count,
    ordinal: count,
    genome: genomeSchema,
    operator: z.string().max(40),
    parents: z.array(idSchema).max(8),
    /** Per gene who gave it: `a` the first parent, `b` the second, …, `*` chance. */
    inheritance: z.string().max(1000).nullable().default(null),
    prediction: predictionSchema.nullable().default(null),
    /** Position in `fidelity.epochs`. */
    rung: count.default(0),
    jobId: idSchema,
    params: count,
    flops: count,
  }),
  'job.opened': z.strictObject({
    jobId: idSchema,
    ordinal: count,
    genome: genomeSchema,
    params: count,
    flops: count,
    seats: count,
  }),
  'job.seatsAdded': z.strictObject({ jobId: idSchema, seats: count }),
  'assignment.leased': z.strictObject({ assignmentId: idSchema, jobId: idSchema, hotkey: hotkeySchema }),
  'assignment.submitted': z.strictObject({ assignmentId: idSchema }),
  'assignment.rejected': z.strictObject({ assignmentId: idSchema, reason: rejectionReasonSchema }),
  'assignment.expired': z.strictObject({ assignmentId: idSchema }),
  'assignment.returned': z.strictObject({ assignmentId: idSchema, reason: z.string().max(40) }),
  'assignment.revoked': z.strictObject({ assignmentId: idSchema }),
  'job.closed': z.strictObject({
    jobId: idSchema,
    outcome: z.enum(['agreed', 'failed']),
    accuracy: percent.nullable(),
    digest: sha256Schema.nullable(),
    numericClass: numericClassSchema.nullable(),
    replicas: z.array(replicaOutcomeSchema).max(64),
  }),
  'generation.closed': z.strictObject({
    index: count,
    /** Of the fully trained networks of the whole archive so far, 0 to 1, against the search's fixed reference. */
    hypervolume: z.number().min(0).max(1),
    /** Individuals with a result so far, on all rungs. */
    evaluations: count,
    /** Individuals of the Pareto front of the archive's fully trained networks. */
    front: z.array(idSchema).max(100_000),
    /** Of the whole search so far. */
    savings: savingsSchema.nullable().default(null),
    /** Null for algorithms without a predictor. */
    predictor: predictorReportSchema.nullable().default(null),
  }),
  'network.searchCreated': z.strictObject({ searchId: idSchema, name: z.string() }),
  'network.searchStateChanged': z.strictObject({ searchId: idSchema, state: searchStateSchema }),
  'miner.registered': z.strictObject({
    hotkey: hotkeySchema,
    worker: z.string(),
    slots: count,
    engine: z.string(),
    device: z.string(),
  }),
  'miner.lost': z.strictObject({ hotkey: hotkeySchema }),
  'miner.returned': z.strictObject({ hotkey: hotkeySchema }),
  'validator.weights': z.strictObject({
    hotkey: hotkeySchema,
    epoch: count,
    scores: z.array(minerScoreSchema).max(1000),
  }),
} as const;

export type EventType = keyof typeof payloads;
export type EventPayload<T extends EventType> = z.infer<(typeof payloads)[T]>;

/** An event before it has its place in the journal. */
export type NewEvent = { [T in EventType]: { type: T; payload: EventPayload<T> } }[EventType];

/** A journal entry. `seq` starts at 1 and has no gaps within its stream. */
export type JournalEvent = NewEvent & { stream: string; seq: number; v: 1; at: string };

const envelope = z.object({
  stream: streamSchema,
  seq: z.int().min(1),
  v: z.literal(1),
  at: timestampSchema,
  type: z.enum(Object.keys(payloads) as [EventType, ...EventType[]]),
  payload: z.unknown(),
});

/** Parses one event from an untrusted source. @throws ZodError */
export function parseEvent(input: unknown): JournalEvent {
  const { payload, ...rest } = envelope.parse(input);
  const parsed = payloads[rest.type].parse(payload);
  return { ...rest, payload: parsed } as JournalEvent;
}

/** Parses the payload of a new event: the journal refuses to hold what its readers could not read. @throws ZodError */
export function parseNewEvent(event: NewEvent): NewEvent {
  return { type: event.type, payload: payloads[event.type].parse(event.payload) } as NewEvent;
}

export type Waiting = z.infer<typeof waitingSchema>;
export type HypervolumeReference = z.infer<typeof hypervolumeReferenceSchema>;
export type ReplicaOutcome = z.infer<typeof replicaOutcomeSchema>;
