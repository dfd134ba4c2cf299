import { type Plan, Random } from '@naschain/exact';
import type { EngineFactory } from './engine.ts';

/** A small network with the layers of the usual ones, on images of the usual size: 7 million multiplications an image. */
export const MEASURED_PLAN: Plan = {
  image: { height: 32, width: 32, channels: 3 },
  classes: 10,
  ops: [
    { kind: 'conv', input: 0, kernel: 3, padding: 'same', outChannels: 16 },
    { kind: 'batchNormRelu', input: 1 },
    { kind: 'conv', input: 2, kernel: 3, padding: 'same', outChannels: 16 },
    { kind: 'batchNormRelu', input: 3 },
    { kind: 'concat', inputs: [2, 4] },
    { kind: 'conv', input: 5, kernel: 1, padding: 'same', outChannels: 16 },
    { kind: 'maxPool', input: 6 },
    { kind: 'conv', input: 7, kernel: 3, padding: 'same', outChannels: 32 },
    { kind: 'batchNormRelu', input: 8 },
    { kind: 'conv', input: 9, kernel: 3, padding: 'same', outChannels: 32 },
    { kind: 'batchNormRelu', input: 10 },
    { kind: 'globalAveragePool', input: 11 },
    { kind: 'dense', input: 12, outFeatures: 10 },
  ],
};

const BATCH = 64;
/** Enough for an engine that is far too slow to need an accurate measurement. */
const FEW = 8;
const OPTIONS = { learningRate: 0.01, momentum: 0.9, weightDecay: 1e-4 };
const ENOUGH_MS = 500;

/**
 * Images a second that an engine trains on. Takes about a second, most of it for starting up: compiling, allocating,
 * filling caches.
 * @throws what the engine throws
 */
export async function measureEngine(create: EngineFactory, threads: number): Promise<number> {
  const { height, width, channels } = MEASURED_PLAN.image;
  const size = height * width * channels;
  const normalisation = { mean: [128, 128, 128], deviation: [64, 64, 64] };
  const engine = await create(MEASURED_PLAN, { batchSize: BATCH, threads, normalisation });
  try {
    engine.initialise(1);
    const random = new Random(1, 7);
    const images = Uint8Array.from({ length: BATCH * size }, () => random.below(256));
    const labels = Uint16Array.from({ length: BATCH }, () => random.below(MEASURED_PLAN.classes));
    const millisecondsFor = async (count: number): Promise<number> => {
      const started = performance.now();
      await engine.trainStep(images.subarray(0, count * size), labels.subarray(0, count), OPTIONS);
      return performance.now() - started;
    };
    await millisecondsFor(FEW);
    const few = await millisecondsFor(FEW);
    if (few > ENOUGH_MS) return (1000 * FEW) / few;
    await millisecondsFor(BATCH);
    let steps = 0;
    let elapsed = 0;
    while (elapsed < ENOUGH_MS) {
      elapsed += await millisecondsFor(BATCH);
      steps += 1;
    }
    return (1000 * steps * BATCH) / elapsed;
  } finally {
    await engine.close();
  }
}
