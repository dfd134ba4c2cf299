import {
  ALGORITHM_KINDS,
  CROSSOVERS,
  MUTATIONS,
  OBJECTIVES,
  type Objective,
  SEARCH_MODES,
} from '@naschain/search';
import { z } from 'zod';
import { checkRecipeOfSpace, recipeSchema } from './jobSpec.ts';
import { sha256Schema } from './primitives.ts';
import { spaceSchema } from './space.ts';

export const SEARCH_STATES = ['running', 'completed', 'cancelled', 'failed'] as const;
export const searchStateSchema = z.enum(SEARCH_STATES);

export const replicationSchema = z.strictObject({
  kind: z.literal('fixed'),
  /** Equal results needed from distinct hotkeys. */
  quorum: z.int().min(1).max(9),
  /** Replicas tried before the job is failed with its evidence. */
  maxReplicas: z.int().min(1).max(31),
  /** For inexact numeric classes: largest accepted difference of accuracies, in points. */
  tolerance: z.number().min(0).max(100),
});

const probability = z.number().min(0).max(1);
const limit = z.int().min(1).max(Number.MAX_SAFE_INTEGER).nullable().default(null);

/** Successive halving: everybody trains for `epochs[0]`, the best `1/eta` of them on to `epochs[1]`, and so on. */
export const fidelitySchema = z.strictObject({
  /** The last is the recipe's `epochs`. */
  epochs: z
    .array(z.int().min(1).max(1000))
    .min(2)
    .max(16)
    .refine(
      (epochs) => epochs.every((value, rung) => value > (epochs[rung - 1] ?? 0)),
      'expected rising epochs',
    ),
  eta: z.number().min(2).max(1000),
});

/** What later versions added has defaults, so that stored configurations and older requests still parse. */
export const algorithmSchema = z.strictObject({
  kind: z.enum(ALGORITHM_KINDS),
  /** Whether a generation is evaluated as a whole before the next, or every result breeds at once. */
  mode: z.enum(SEARCH_MODES).default('generational'),
  population: z.int().min(2).max(1000),
  generations: z.int().min(1).max(10_000),
  /** What is minimised. */
  objectives: z
    .array(z.enum(OBJECTIVES))
    .min(1)
    .refine((names) => new Set(names).size === names.length, 'expected each objective once')
    .default((): Objective[] => ['error', 'flops']),
  /** Upper limits that every trained network keeps; null for none. */
  constraints: z.strictObject({ params: limit, flops: limit }).default(() => ({ params: null, flops: null })),
  crossover: z.enum(CROSSOVERS).default('two-point'),
  crossoverProbability: probability,
  mutation: z.enum(MUTATIONS).default('polynomial'),
  /** Per gene; null means 1 / genome length. */
  mutationProbability: probability.nullable(),
  /** Null trains every network in full. */
  fidelity: fidelitySchema.nullable().default(null),
});

/** What an algorithm thought of a network's error before it was trained, percent. */
export const predictionSchema = z.strictObject({ mean: z.number(), deviation: z.number().min(0) });

const count = z.int().min(0);

/** What a search saved by not training; see `Savings` of @naschain/search. */
export const savingsSchema = z.strictObject({ duplicates: count, screened: count, infeasible: count });

/** What the predictor of `surrogate` is worth; see `PredictorReport` of @naschain/search. */
export const predictorReportSchema = z.strictObject({
  trusted: z.boolean(),
  rankCorrelation: z.number().nullable(),
  leaveOneOut: z.number().nullable(),
  coverage: z.number().nullable(),
  trainedOn: count,
});

/** What a customer submits. */
export const searchConfigSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    dataset: sha256Schema,
    space: spaceSchema,
    algorithm: algorithmSchema,
    recipe: recipeSchema,
    replication: replicationSchema,
    /** Seeds the genetic algorithm. */
    seed: z.int().min(0).max(0xffff_ffff),
  })
  .superRefine(checkRecipeOfSpace);

export type SearchState = z.infer<typeof searchStateSchema>;
export type Replication = z.infer<typeof replicationSchema>;
export type AlgorithmConfig = z.infer<typeof algorithmSchema>;
export type SearchConfig = z.infer<typeof searchConfigSchema>;
export type Prediction = z.infer<typeof predictionSchema>;
export type Savings = z.infer<typeof savingsSchema>;
export type PredictorReport = z.infer<typeof predictorReportSchema>;

/** Rung on which a network has been trained in full; 0 without successive halving. */
export function lastRung({ fidelity }: AlgorithmConfig): number {
  return fidelity === null ? 0 : fidelity.epochs.length - 1;
}
