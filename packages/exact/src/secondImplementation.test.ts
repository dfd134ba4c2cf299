import { describe, expect, it } from 'vitest';
import { FIXED_TRAINING_DIGEST, fixedTraining } from './fixedTraining.ts';
import type { EngineOptions, Hyperparameters, Images } from './options.ts';
import type { Plan } from './plan.ts';
import { cellPlan } from './testing/cellPlan.ts';
import { oddPlan, PlanBuilder, randomPlan } from './testing/planBuilder.ts';
import { randomCellPlan } from './testing/randomCellPlan.ts';
import { SecondEngine } from './testing/secondImplementation/secondEngine.ts';
import { HYPER, tinyPlan, withEngine } from './testing/tinyNetwork.ts';
import { randomBatch } from './testing/trainingData.ts';

const OPTIONS: Partial<Hyperparameters> = { gradientClip: 0.3, labelSmoothing: 0.05 };
const DROP_PATH = { probability: 0.2, seed: 4 };

/** Images of each step: a whole chunk and one of the next, then part of one. */
const BATCHES = [17, 3];

interface Case {
  readonly plan: Plan;
  readonly hyper?: Partial<Hyperparameters>;
  readonly normalisation?: NonNullable<EngineOptions['normalisation']>;
  /** Changes the images, which are floats in [-1, 1). */
  readonly convert?: (images: Float32Array) => Images;
}

/** Trains both; after each step the losses, weights and momenta must be the same bits. */
async function expectEqualTraining({ plan, hyper, normalisation, convert }: Case): Promise<void> {
  const second = new SecondEngine(plan, normalisation);
  second.initialise(7);
  const options = { batchSize: 17, threads: 2, ...(normalisation && { normalisation }) };
  await withEngine(plan, options, async (engine) => {
    expect(sameBits(second.weights(), engine.weights())).toBe(true);
    for (const [step, count] of BATCHES.entries()) {
      const { images, labels } = randomBatch(plan, count, step);
      const input = convert ? convert(images) : images;
      const settings = { ...HYPER, ...hyper };
      const loss = await engine.trainStep(input, labels, settings);
      expect(second.trainStep(input, labels, settings)).toBe(loss);
      expect(sameBits(second.checkpoint(), engine.checkpoint())).toBe(true);
    }
  });
}

function sameBits(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

/** Concatenations of concatenations, parts and summands that stand twice, several tiles and odd rests of them. */
function nestedPlan(): Plan {
  const builder = new PlanBuilder(7, 9, 3);
  const first = builder.batchNormRelu(builder.conv(0, 5));
  const second = builder.batchNormRelu(builder.conv(first, 6, 1));
  const third = builder.batchNormRelu(builder.conv(builder.concat(first, second), 9));
  const inner = builder.concat(second, first, second);
  const fourth = builder.batchNorm(builder.conv(builder.concat(third, inner), 8));
  const doubled = builder.add(fourth, fourth);
  const fifth = builder.batchNorm(builder.conv(doubled, 8));
  const pooled = builder.paddedPool(fifth, 'max', 1);
  const sum = builder.add(builder.add(doubled, fifth), pooled);
  const active = builder.relu(builder.concat(third, sum));
  return builder.classify(builder.batchNorm(builder.concat(sum, third, active)), 4);
}

describe('an implementation that shares no arithmetic with the engine', () => {
  it('gives the digest of the fixed training', async () => {
    const create = async (plan: Plan) => {
      const engine = new SecondEngine(plan);
      return {
        initialise: (seed: number) => engine.initialise(seed),
        trainStep: async (...step: Parameters<SecondEngine['trainStep']>) => engine.trainStep(...step),
        weights: () => engine.weights(),
        close: async () => {},
      };
    };
    expect(await fixedTraining(create, 'auto')).toBe(FIXED_TRAINING_DIGEST);
  });

  it.each<[string, Case]>([
    ['two phases', { plan: tinyPlan() }],
    ['two phases, clipped and smoothed', { plan: tinyPlan(), hyper: OPTIONS }],
    ['odd widths', { plan: oddPlan() }],
    ['nested concatenations', { plan: nestedPlan() }],
    ['all ops of the micro space', { plan: cellPlan(), hyper: { ...OPTIONS, dropPath: DROP_PATH } }],
    [
      'images in bytes',
      {
        plan: tinyPlan(),
        normalisation: { mean: [120.3, 99.1, 130.7], deviation: [61.7, 50.9, 1] },
        convert: (images) => Uint8Array.from(images, (value) => Math.floor(128 + 128 * value)),
      },
    ],
  ])('trains %s to the same bits', (_, example) => expectEqualTraining(example));

  it.each([60, 61, 62, 63, 65, 66])('trains random network %i to the same bits', (seed) =>
    expectEqualTraining({ plan: randomPlan(seed), hyper: seed % 2 === 0 ? OPTIONS : {} }),
  );

  it.each([70, 71, 72, 73, 74, 75])('trains random network %i of the micro space to the same bits', (seed) =>
    expectEqualTraining({
      plan: randomCellPlan(seed),
      hyper: { ...(seed % 2 === 0 && OPTIONS), dropPath: DROP_PATH },
    }),
  );
});
