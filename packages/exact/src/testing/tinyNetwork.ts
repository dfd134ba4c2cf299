import { ExactEngine } from '../engine.ts';
import type { EngineOptions, Hyperparameters } from '../options.ts';
import type { Plan } from '../plan.ts';
import { PlanBuilder } from './planBuilder.ts';

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
