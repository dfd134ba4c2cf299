import { z } from 'zod';
import { macroSpaceSchema, recipeSchema } from './jobSpec.ts';
import { sha256Schema } from './primitives.ts';

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

export const algorithmSchema = z.strictObject({
  kind: z.literal('nsga2'),
  population: z.int().min(2).max(1000),
  generations: z.int().min(1).max(10_000),
  crossoverProbability: z.number().min(0).max(1),
  /** Per-bit flip probability; null means 1 / genome length. */
  mutationProbability: z.number().min(0).max(1).nullable(),
});

/** What a customer submits. */
export const searchConfigSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  dataset: sha256Schema,
  space: macroSpaceSchema,
  algorithm: algorithmSchema,
  recipe: recipeSchema,
  replication: replicationSchema,
  /** Seeds the genetic algorithm. */
  seed: z.int().min(0).max(0xffff_ffff),
});

export type SearchState = z.infer<typeof searchStateSchema>;
export type Replication = z.infer<typeof replicationSchema>;
export type AlgorithmConfig = z.infer<typeof algorithmSchema>;
export type SearchConfig = z.infer<typeof searchConfigSchema>;
