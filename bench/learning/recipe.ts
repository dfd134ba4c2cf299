/** What both engines train by. */
export interface LearningRecipe {
  readonly epochs: number;
  readonly batch: number;
  /** Learning rate of the first step; it falls to 0 along half a cosine over all epochs. */
  readonly learningRate: number;
  readonly momentum: number;
  /** On all parameters. */
  readonly weightDecay: number;
  /** Every image is moved by up to so many pixels in both directions, black moving in, and mirrored half of the time. */
  readonly shift: number;
  /** Mean and standard deviation of each channel's bytes. */
  readonly normalisation: { readonly mean: readonly number[]; readonly deviation: readonly number[] };
}

/** The usual recipe for CIFAR-10, with the statistics of its training images. */
export function cifar10Recipe(epochs: number): LearningRecipe {
  return {
    epochs,
    batch: 128,
    learningRate: 0.1,
    momentum: 0.9,
    weightDecay: 5e-4,
    shift: 4,
    normalisation: { mean: [125.3, 123, 113.9], deviation: [63, 62.1, 66.7] },
  };
}

/** Learning rate of a step, counted from 0, of so many. */
export function rateOf({ learningRate }: LearningRecipe, step: number, steps: number): number {
  return (learningRate / 2) * (1 + Math.cos((Math.PI * step) / steps));
}
