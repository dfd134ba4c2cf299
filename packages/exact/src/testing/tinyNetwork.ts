import { createHash } from 'node:crypto';
import { ExactEngine } from '../engine.ts';
import type { EngineOptions, Hyperparameters } from '../options.ts';
import type { Plan } from '../plan.ts';
import { PlanBuilder } from './planBuilder.ts';
import { randomBatch } from './trainingData.ts';

export const HYPER: Hyperparameters = { learningRate: 0.05, momentum: 0.9, weightDecay: 3e-4 };

/** Two nodes with dense connections, pool and a second phase; widths that are no multiple of any vector length. */
export function tinyPlan(): Plan {
  const builder = new PlanBuilder(10, 9, 3);
  const stem = builder.conv(0, 5, 3, 'valid');
  const node = builder.batchNormRelu(builder.conv(stem, 5));
  const output = builder.batchNormRelu(builder.conv(builder.concat(stem, node), 5, 1));
  const second = builder.conv(builder.maxPool(output), 10, 1);
  return builder.classify(builder.batchNormRelu(builder.conv(second, 10)), 4);
}

/** Runs `use` with an engine initialised from seed 7, and closes it whatever happens. */
export async function withEngine<T>(
  plan: Plan,
  options: EngineOptions,
  use: (engine: ExactEngine) => Promise<T>,
): Promise<T> {
  const engine = await ExactEngine.create(plan, options);
  try {
    engine.initialise(7);
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** SHA-256 over the weights after each of a few steps, the last one with a smaller batch. */
export function digestOfRun(
  plan: Plan,
  options: Partial<EngineOptions>,
  change: Partial<Hyperparameters> = {},
): Promise<string> {
  const whole = { batchSize: 53, threads: 1, ...options };
  return withEngine(plan, whole, async (engine) => {
    const hash = createHash('sha256');
    for (let step = 0; step < 3; step++) {
      const { images, labels } = randomBatch(plan, step === 2 ? 3 : whole.batchSize, step);
      await engine.trainStep(images, labels, { ...HYPER, ...change });
      hash.update(engine.weights());
    }
    return hash.digest('hex');
  });
}

/** Leaves the process while some threads are about to start and others already wait for them. */
export async function exitDuringStep(): Promise<void> {
  const plan = tinyPlan();
  const engine = await ExactEngine.create(plan, { batchSize: 32, threads: 4 });
  engine.initialise(7);
  const { images, labels } = randomBatch(plan, 32, 1);
  void engine.trainStep(images, labels, HYPER);
  process.exit();
}
