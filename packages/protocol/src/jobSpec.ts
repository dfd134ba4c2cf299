import { z } from 'zod';
import { PROTOCOL_VERSION, sha256Schema } from './primitives.ts';
import { checkGenomeOfSpace, genomeSchema, type SpaceSpec, spaceSchema } from './space.ts';

const MAX_SIDE = 224;
const MAX_EPOCHS = 1000;

/** Height, width in pixels; channels 1 (grey) to 4. */
export const imageShapeSchema = z.strictObject({
  height: z.int().min(4).max(MAX_SIDE),
  width: z.int().min(4).max(MAX_SIDE),
  channels: z.int().min(1).max(4),
});

/** What is done to each training image, drawn anew in every epoch; absent for nothing. */
export const augmentationSchema = z
  .strictObject({
    /** Pad with so many black pixels on each side, and cut the image's size out again at a random place. */
    crop: z.int().min(1).max(16).exactOptional(),
    /** Mirror left and right, every other time. */
    flip: z.literal(true).exactOptional(),
    /** Side of a square around a random pixel that is painted in the mean colour. */
    cutout: z.int().min(1).max(MAX_SIDE).exactOptional(),
  })
  .refine((augmentation) => Object.keys(augmentation).length > 0, 'expected crop, flip or cutout');

/** Ends a training once its best hits so far are `patience` epochs old. */
export const earlyStopSchema = z.strictObject({
  patience: z.int().min(1).max(MAX_EPOCHS),
  /** Not before this epoch. */
  minEpochs: z.int().min(1).max(MAX_EPOCHS).exactOptional(),
});

/** What later versions added is optional, so that an older recipe keeps its hash. */
export const recipeSchema = z
  .strictObject({
    /** Length of the learning rate's schedule. */
    epochs: z.int().min(1).max(MAX_EPOCHS),
    /** Train only so many epochs of the schedule; absent for all of them. */
    stopAfter: z.int().min(1).max(MAX_EPOCHS).exactOptional(),
    batchSize: z.int().min(1).max(1024),
    /** Peak learning rate of the cosine schedule, which ends at 0. */
    learningRate: z.number().positive().max(10),
    /** Epochs over which the rate first rises linearly to its peak; the cosine takes the rest. */
    warmupEpochs: z.int().min(1).max(MAX_EPOCHS).exactOptional(),
    momentum: z.number().min(0).max(0.9999),
    /** L2 coefficient, applied to every parameter. */
    weightDecay: z.number().min(0).max(1),
    /** Largest L2 norm of a batch's gradient; a longer one is scaled down to it. */
    gradientClip: z.number().positive().max(1e6).exactOptional(),
    /** Share of the target that is spread evenly over all classes. */
    labelSmoothing: z.number().min(0).lt(1).exactOptional(),
    /** Micro space only: probability at which paths are dropped, towards which it rises from 0 over the epochs. */
    dropPath: z.number().gt(0).lt(1).exactOptional(),
    /** Micro space only: trains with an auxiliary head, whose loss counts so much. */
    auxiliaryWeight: z.number().gt(0).max(10).exactOptional(),
    augmentation: augmentationSchema.exactOptional(),
    earlyStop: earlyStopSchema.exactOptional(),
    /** Images drawn (by seed) from the training split to train on; the rest is unused. */
    trainSamples: z.int().min(1).max(10_000_000),
    /** Images drawn (by seed) from the training split, disjoint from the above, to measure accuracy on. */
    validationSamples: z.int().min(1).max(1_000_000),
    /** Seeds the split, the initial weights, the shuffling, the augmentation and the dropped paths. */
    seed: z.int().min(0).max(0xffff_ffff),
  })
  .superRefine((recipe, context) => {
    const within: [readonly PropertyKey[], number | undefined][] = [
      [['stopAfter'], recipe.stopAfter],
      [['warmupEpochs'], recipe.warmupEpochs],
      [['earlyStop', 'minEpochs'], recipe.earlyStop?.minEpochs],
    ];
    for (const [path, epochs] of within) {
      if (epochs === undefined || epochs <= recipe.epochs) continue;
      const message = 'expected no more than the epochs of the schedule';
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });

/** Everything that determines a training run, and nothing else: equal specs give equal digests. */
export const jobSpecSchema = z
  .strictObject({
    v: z.literal(PROTOCOL_VERSION),
    space: spaceSchema,
    /** Canonical genome. */
    genome: genomeSchema,
    dataset: z.strictObject({
      sha256: sha256Schema,
      image: imageShapeSchema,
      classes: z.int().min(2).max(1000),
    }),
    recipe: recipeSchema,
  })
  .superRefine(checkGenomeOfSpace)
  .superRefine(checkRecipeOfSpace)
  .refine(({ recipe, dataset }) => cutoutFits(recipe, dataset.image), {
    path: ['recipe', 'augmentation', 'cutout'],
    message: 'expected no more than a side of the images',
  });

export type ImageShape = z.infer<typeof imageShapeSchema>;
export type Recipe = z.infer<typeof recipeSchema>;
export type JobSpec = z.infer<typeof jobSpecSchema>;

/** Refines whatever has a space and a recipe: the final training of micro networks is theirs alone. */
export function checkRecipeOfSpace(
  { space, recipe }: { readonly space: SpaceSpec; readonly recipe: Recipe },
  context: z.RefinementCtx,
): void {
  if (space.kind === 'micro') return;
  for (const name of ['dropPath', 'auxiliaryWeight'] as const) {
    if (recipe[name] === undefined) continue;
    const message = 'expected only in the micro space: networks of the macro space are trained without';
    context.addIssue({ code: 'custom', path: ['recipe', name], message });
  }
}

/** The most epochs that a training by this recipe runs: the length of its learning curve unless it stops early. */
export function trainedEpochs({ epochs, stopAfter }: Pick<Recipe, 'epochs' | 'stopAfter'>): number {
  return stopAfter ?? epochs;
}

/** Whether the square that a recipe paints over is no larger than the images of these two sides. */
export function cutoutFits(
  { augmentation }: Pick<Recipe, 'augmentation'>,
  { height, width }: Pick<ImageShape, 'height' | 'width'>,
): boolean {
  return (augmentation?.cutout ?? 0) <= Math.min(height, width);
}
