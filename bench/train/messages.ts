import { z } from 'zod';
import { networkSchema } from '../networks/description.ts';

/*
 * What the benchmark asks of a process that trains, ours and PyTorch's alike, as lines of JSON: first `open`, then the
 * others in any order. A failure is answered with `{error}`.
 */

/** Constant learning rate, momentum and weight decay on all parameters. */
const hyperSchema = z.object({
  learningRate: z.number(),
  momentum: z.number(),
  weightDecay: z.number(),
});

/** How a network is opened, by whomever. */
export const openingSchema = z.object({
  network: networkSchema,
  batch: z.int().min(1),
  threads: z.int().min(1),
  hyper: hyperSchema,
  /** A byte becomes (byte - mean) / deviation. */
  normalisation: z.object({ mean: z.number(), deviation: z.number() }),
  /** File of images as bytes (NHWC), a whole number of batches; then their labels, a byte each. */
  images: z.string(),
  /** File of initial weights in canonical order: our engines write it, the peers read it. */
  weights: z.string(),
});
export type Opening = z.infer<typeof openingSchema>;

export const MODES = ['train', 'eval'] as const;
export type Mode = (typeof MODES)[number];

export const commandSchema = z.discriminatedUnion('command', [
  /** Which of our engines, and the seed of the initial weights. */
  openingSchema.extend({
    command: z.literal('open'),
    engine: z.string(),
    build: z.string(),
    seed: z.int().min(0),
  }),
  /** Writes the initial weights to the file. */
  z.object({ command: z.literal('save') }),
  /** Trains so many steps from the initial weights, each on the next batch. */
  z.object({ command: z.literal('check'), steps: z.int().min(1) }),
  /** Trains from the initial weights, or classifies, for about so long; one batch at least. */
  z.object({ command: z.literal('run'), mode: z.enum(MODES), seconds: z.number() }),
  z.object({ command: z.literal('memory') }),
]);
export type Command = z.infer<typeof commandSchema>;

/** The loss before each step, and of our engines the SHA-256 of the weights after the last. */
export const checkSchema = z.object({ losses: z.array(z.number()), digest: z.string().nullable() });
export type Check = z.infer<typeof checkSchema>;

export const sliceSchema = z.object({ images: z.number(), seconds: z.number() });
/** Peak resident memory of the process in MB (10^6 bytes). */
export const memorySchema = z.object({ rssMB: z.number() });
