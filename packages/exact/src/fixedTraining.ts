import { createHash } from 'node:crypto';
import type { BuildName } from './builds.ts';
import type { EngineOptions, Hyperparameters, Images } from './options.ts';
import type { Plan } from './plan.ts';
import { Random } from './random.ts';

/** What the fixed training needs of an engine. */
export interface FixedTrainingEngine {
  initialise(seed: number): void;
  trainStep(images: Images, labels: Uint16Array, hyper: Hyperparameters): Promise<number>;
  weights(): Uint8Array;
  close(): Promise<void>;
}

export type CreateEngine = (plan: Plan, options: EngineOptions) => Promise<FixedTrainingEngine>;

/** What `fixedTraining` gives wherever the kernels compute right: a change of numerics must change the numeric class. */
export const FIXED_TRAINING_DIGEST = '465409c7f80675124999ebd648e36e8fa4aa9632b8a67897521d60663dc27ba4';

const BATCH = 19;
const HYPER: Hyperparameters = { learningRate: 0.05, momentum: 0.9, weightDecay: 3e-4 };

/** All kinds of op of macro networks, with widths that are no multiple of a vector length, for which the kernels need their edge cases. */
const PLAN: Plan = {
  image: { height: 9, width: 8, channels: 3 },
  classes: 3,
  ops: [
    { kind: 'conv', input: 0, kernel: 3, padding: 'valid', outChannels: 7 },
    { kind: 'batchNormRelu', input: 1 },
    { kind: 'conv', input: 2, kernel: 3, padding: 'same', outChannels: 1 },
    { kind: 'concat', inputs: [2, 3, 1] },
    { kind: 'conv', input: 4, kernel: 1, padding: 'same', outChannels: 36 },
    { kind: 'batchNormRelu', input: 5 },
    { kind: 'maxPool', input: 6 },
    { kind: 'conv', input: 7, kernel: 3, padding: 'same', outChannels: 18 },
    { kind: 'batchNormRelu', input: 8 },
    { kind: 'concat', inputs: [7, 9] },
    { kind: 'globalAveragePool', input: 10 },
    { kind: 'dense', input: 11, outFeatures: 3 },
  ],
};

/** SHA-256 (hex) over the weights of a tiny training on two threads, the last of whose batches is smaller. */
export async function fixedTraining(create: CreateEngine, build: BuildName | 'auto'): Promise<string> {
  const engine = await create(PLAN, { batchSize: BATCH, threads: 2, build });
  try {
    engine.initialise(1);
    const random = new Random(1, 7);
    for (const count of [BATCH, BATCH, 3]) {
      const { height, width, channels } = PLAN.image;
      const images = Float32Array.from(
        { length: count * height * width * channels },
        () => 2 * random.unit() - 1,
      );
      const labels = Uint16Array.from({ length: count }, () => random.below(PLAN.classes));
      await engine.trainStep(images, labels, HYPER);
    }
    return createHash('sha256').update(engine.weights()).digest('hex');
  } finally {
    await engine.close();
  }
}
