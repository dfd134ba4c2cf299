import { z } from 'zod';
import { bitsSchema, PROTOCOL_VERSION, sha256Schema } from './primitives.ts';

/** Height, width in pixels; channels 1 (grey) to 4. */
export const imageShapeSchema = z.strictObject({
  height: z.int().min(4).max(224),
  width: z.int().min(4).max(224),
  channels: z.int().min(1).max(4),
});

/** The macro space: `phases` phases of `nodes` nodes, first phase `channels` wide, doubling per active phase. */
export const macroSpaceSchema = z.strictObject({
  kind: z.literal('macro'),
  phases: z.int().min(1).max(5),
  nodes: z.int().min(2).max(10),
  channels: z.int().min(1).max(256),
});

export const recipeSchema = z
  .strictObject({
    /** Length of the learning rate's schedule. */
    epochs: z.int().min(1).max(1000),
    /** Train only so many epochs of the schedule; absent for all of them. */
    stopAfter: z.int().min(1).max(1000).exactOptional(),
    batchSize: z.int().min(1).max(1024),
    /** Peak learning rate of the cosine schedule, which ends at 0. */
    learningRate: z.number().positive().max(10),
    momentum: z.number().min(0).max(0.9999),
    /** L2 coefficient, applied to every parameter. */
    weightDecay: z.number().min(0).max(1),
    /** Images drawn (by seed) from the training split to train on; the rest is unused. */
    trainSamples: z.int().min(1).max(10_000_000),
    /** Images drawn (by seed) from the training split, disjoint from the above, to measure accuracy on. */
    validationSamples: z.int().min(1).max(1_000_000),
    /** Seeds the split, the initial weights and the shuffling. */
    seed: z.int().min(0).max(0xffff_ffff),
  })
  .refine(({ epochs, stopAfter }) => stopAfter === undefined || stopAfter <= epochs, {
    path: ['stopAfter'],
    message: 'expected no more than the epochs of the schedule',
  });

/** Everything that determines a training run, and nothing else: equal specs give equal digests. */
export const jobSpecSchema = z.strictObject({
  v: z.literal(PROTOCOL_VERSION),
  space: macroSpaceSchema,
  /** Canonical genome. */
  genome: bitsSchema,
  dataset: z.strictObject({
    sha256: sha256Schema,
    image: imageShapeSchema,
    classes: z.int().min(2).max(1000),
  }),
  recipe: recipeSchema,
});

export type ImageShape = z.infer<typeof imageShapeSchema>;
export type MacroSpaceSpec = z.infer<typeof macroSpaceSchema>;
export type Recipe = z.infer<typeof recipeSchema>;
export type JobSpec = z.infer<typeof jobSpecSchema>;

/** Epochs that a training by this recipe runs: the length of its learning curve. */
export function trainedEpochs({ epochs, stopAfter }: Pick<Recipe, 'epochs' | 'stopAfter'>): number {
  return stopAfter ?? epochs;
}
