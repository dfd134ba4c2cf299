import {
  hotkeySchema,
  idSchema,
  rejectionReasonSchema,
  timestampSchema,
  weightsPayloadSchema,
} from '@naschain/protocol';
import { z } from 'zod';

const count = z.int().min(0);
const tallySchema = z.strictObject({
  hotkey: hotkeySchema,
  agreed: count,
  completed: count,
  rejected: count,
});

/** Everything a validator must not forget. One file, written whole, so that cursor and scores always belong together. */
export const stateSchema = z.strictObject({
  v: z.literal(1),
  /** Counts the writes; two validators on one file notice each other by it. */
  revision: count,
  hotkey: hotkeySchema,
  /** Origin of the Genomaster whose cursor this is. */
  genomaster: z.string(),
  /** Last batch counted. */
  cursor: count,
  /** Last epoch closed. */
  epoch: count,
  epochStartedAt: timestampSchema,
  /** Of the open epoch. */
  tallies: z.array(tallySchema),
  /** Of all closed epochs together. */
  totals: z.array(tallySchema),
  /** Rejected results of the open epoch, the latest ones only. */
  rejections: z.array(
    z.strictObject({ cursor: count, jobId: idSchema, hotkey: hotkeySchema, reason: rejectionReasonSchema }),
  ),
  /** Batches of the open epoch in which the Genomaster's word was not what its evidence says. */
  differences: count,
  /** Moving averages after the last closed epoch. */
  scores: z.array(z.strictObject({ hotkey: hotkeySchema, score: z.number().min(0).max(1) })),
  /** Signed, but not yet acknowledged by the Genomaster. */
  pendingReport: z.strictObject({ payload: weightsPayloadSchema, signature: z.string() }).nullable(),
});

export type ValidatorState = z.infer<typeof stateSchema>;
export type Rejection = ValidatorState['rejections'][number];

/** The state of a validator that has counted nothing yet. `epoch` is the last one the Genomaster knows of, or 0. */
export function initialState(of: {
  hotkey: string;
  genomaster: string;
  epoch: number;
  now: string;
}): ValidatorState {
  const { hotkey, genomaster, epoch, now } = of;
  return {
    v: 1,
    revision: 0,
    hotkey,
    genomaster,
    cursor: 0,
    epoch,
    epochStartedAt: now,
    tallies: [],
    totals: [],
    rejections: [],
    differences: 0,
    scores: [],
    pendingReport: null,
  };
}
