import { ExactEngine, Random } from '@naschain/exact';
import { decodeMicro, MICRO_OPS } from '@naschain/network';
import { describe, expect, it } from 'vitest';
import { planFromGraph } from './planFromGraph.ts';

const BATCH = 24;
const CLASSES = 3;
const HYPER = { learningRate: 0.1, momentum: 0.9, weightDecay: 3e-4 };

/** Images of noise with a bright bar, at a place that tells the class. */
function bars({ height, width }: { height: number; width: number }) {
  const random = new Random(3, 0);
  const images = new Float32Array(BATCH * height * width * 3);
  for (let i = 0; i < images.length; i++) images[i] = random.unit() - 0.5;
  const labels = Uint16Array.from({ length: BATCH }, (_, image) => image % CLASSES);
  labels.forEach((label, image) => {
    const row = Math.floor(((label + 0.5) * height) / CLASSES);
    const first = (image * height + row) * width * 3;
    images.fill(2, first, first + width * 3);
  });
  return { images, labels };
}

/** Both cells have every operation, each on the stem, on the previous cell or on a block; strided in the reduction. */
function genomeOfEveryOp(): number[] {
  const last = MICRO_OPS.length - 1;
  const cell = Array.from({ length: 5 }, (_, block) => {
    const [first, second] = [2 * block, Math.min(2 * block + 1, last)];
    return [first, block % 2, second, block > 2 ? block : 1 - (block % 2)];
  }).flat();
  return [...cell, ...cell];
}

describe('a micro network with every operation', () => {
  it.each([
    { height: 15, width: 13, final: { auxiliary: false, dropPath: false } },
    { height: 33, width: 32, final: { auxiliary: true, dropPath: true } },
  ])('learns: %j', async ({ height, width, final }) => {
    const image = { height, width, channels: 3 };
    const graph = decodeMicro(genomeOfEveryOp(), { cells: 3, channels: 6, image, classes: CLASSES, final });
    for (const op of MICRO_OPS)
      expect(
        graph.layers.some(({ label }) => label.includes(op)),
        op,
      ).toBe(true);
    const engine = await ExactEngine.create(planFromGraph(graph), { batchSize: BATCH, threads: 2 });
    try {
      engine.initialise(1);
      const { images, labels } = bars(image);
      const losses: number[] = [];
      for (let step = 0; step < 12; step++) {
        const dropPath = { probability: final.dropPath ? 0.1 : 0, seed: step };
        losses.push(await engine.trainStep(images, labels, { ...HYPER, dropPath }));
      }
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(Math.max(...losses.slice(-3))).toBeLessThan(0.5 * (losses[0] ?? 0));
      expect(engine.gradients().every(Number.isFinite)).toBe(true);
      expect(await engine.evaluate(images, labels)).toBeGreaterThan(BATCH / CLASSES);
    } finally {
      await engine.close();
    }
  });
});
