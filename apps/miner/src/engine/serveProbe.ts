import type { measureEngine, openEngine } from '@naschain/training';
import { z } from 'zod';
import { type EngineReport, engineNameSchema } from './engineReport.ts';

/** What a probe needs of @naschain/training, which only its own process loads. */
export interface ProbedTraining {
  readonly openEngine: typeof openEngine;
  readonly measureEngine: typeof measureEngine;
}

const argumentsSchema = z.tuple([
  engineNameSchema,
  z.coerce.number().int().min(1),
  z.enum(['check', 'measure']),
]);
export type ProbeArguments = z.infer<typeof argumentsSchema>;

/** The body of a probe's process: tries one engine, tells the miner, and ends. */
export async function serveProbe(args: readonly string[], training: ProbedTraining): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  const report = await probe(argumentsSchema.parse(args), training);
  // Native libraries would keep the process alive.
  process.send?.(report, () => process.exit(0));
}

async function probe(
  [engine, threads, task]: ProbeArguments,
  { openEngine, measureEngine }: ProbedTraining,
): Promise<EngineReport> {
  try {
    const { variant, device, numericClass, create } = await openEngine(engine);
    const imagesPerSecond = task === 'measure' ? await measureEngine(create, threads) : null;
    return { kind: 'works', engine, variant, device, numericClass, imagesPerSecond };
  } catch (error) {
    // The cause of a TrainingError is the plain reason, without the engine's name.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const message = cause instanceof Error ? cause.message : String(cause);
    return { kind: 'unavailable', engine, reason: message.trim().split('\n', 1)[0] ?? '' };
  }
}
