import { createHash } from 'node:crypto';
import type { BuildName } from './builds.ts';
import type { EngineOptions, Hyperparameters, Images } from './options.ts';
import type { GeneralConvOp, Plan } from './plan.ts';
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
export const FIXED_TRAINING_DIGEST = '1a2583918ff15c44873c21bd4908c5229af894ef63c98f1c32348eb9a2002540';

const BATCH = 19;
const HYPER: Hyperparameters = {
  learningRate: 0.05,
  momentum: 0.9,
  weightDecay: 3e-4,
  gradientClip: 1,
  labelSmoothing: 0.1,
};

function depthwise(input: number, kernel: number, change: Partial<GeneralConvOp>): GeneralConvOp {
  return {
    kind: 'generalConv',
    input,
    kernelHeight: kernel,
    kernelWidth: kernel,
    strideRows: 1,
    strideColumns: 1,
    dilation: 1,
    groups: 54,
    top: 0,
    left: 0,
    outChannels: 54,
    ...change,
  };
}

/** All kinds of kernel, with widths that are no multiple of a vector length, for which the kernels need their edge cases. */
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
    { kind: 'relu', input: 10 },
    depthwise(11, 3, { dilation: 2, top: -2, left: -2 }),
    { kind: 'batchNorm', input: 12 },
    { kind: 'paddedPool', method: 'max', stride: 1, input: 13 },
    { kind: 'paddedPool', method: 'average', stride: 1, input: 13 },
    { kind: 'add', inputs: [14, 15] },
    { ...depthwise(16, 1, { strideRows: 2, strideColumns: 2, top: 1, left: 1 }), groups: 1, outChannels: 20 },
    depthwise(16, 5, { strideRows: 2, strideColumns: 2, top: -2, left: -2 }),
    { kind: 'concat', inputs: [17, 18] },
    { kind: 'globalAveragePool', input: 19 },
    { kind: 'dense', input: 20, outFeatures: 3 },
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
