import { z } from 'zod';
import type { JournalEvent } from './event.ts';
import { streamSchema } from './event.ts';
import { hotkeySchema, idSchema } from './primitives.ts';

export const subscribeRequestSchema = z.strictObject({
  stream: streamSchema,
  /** Last event the client has; the server sends everything after it. */
  afterSeq: z.int().min(0),
});

/** `refetch`: too far behind, take a fresh snapshot. */
export type SubscribeReply =
  | { kind: 'subscribed'; head: number }
  | { kind: 'refetch'; head: number }
  | { kind: 'refused'; code: string; message: string };

/** Progress of running assignments; not journaled, may be lost. */
export const liveProgressSchema = z.strictObject({
  assignmentId: idSchema,
  jobId: idSchema,
  hotkey: hotkeySchema,
  fraction: z.number().min(0).max(1),
  epoch: z.int().min(0),
});
export type LiveProgress = z.infer<typeof liveProgressSchema>;

export interface ServerToClientEvents {
  /** Events of one stream in order of `seq`, without gaps. */
  events: (batch: { stream: string; events: JournalEvent[] }) => void;
  /** Progress of a subscribed search. */
  progress: (batch: { searchId: string; progress: LiveProgress[] }) => void;
}

export interface ClientToServerEvents {
  subscribe: (
    request: z.infer<typeof subscribeRequestSchema>,
    reply: (answer: SubscribeReply) => void,
  ) => void;
  unsubscribe: (request: { stream: string }) => void;
}
