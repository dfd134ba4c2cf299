import { numericClassSchema } from '@naschain/protocol';
import type { EngineName } from '@naschain/training';
import { z } from 'zod';

/** TensorFlow's backends in the order of preference. The plain JavaScript one is too slow to be of use. */
export const TENSORFLOW_ENGINES = ['cuda', 'node', 'webgpu'] as const satisfies readonly EngineName[];

export const engineNameSchema = z.enum(['exact', ...TENSORFLOW_ENGINES]);
export type MinerEngine = z.infer<typeof engineNameSchema>;

/** What a probe finds out about an engine on this machine. */
export const engineReportSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('works'),
    engine: engineNameSchema,
    /** Build of the exact engine's kernels, or TensorFlow's backend. */
    variant: z.string(),
    /** What it computes on. */
    device: z.string(),
    numericClass: numericClassSchema,
    /** Of one process; null if it was not measured. */
    imagesPerSecond: z.number().positive().nullable(),
  }),
  z.strictObject({ kind: z.literal('unavailable'), engine: engineNameSchema, reason: z.string() }),
]);

export type EngineReport = z.infer<typeof engineReportSchema>;
export type WorkingEngine = Extract<EngineReport, { kind: 'works' }>;
