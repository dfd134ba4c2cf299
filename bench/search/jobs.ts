import {
  ALGORITHM_KINDS,
  type AlgorithmConfig,
  type AlgorithmKind,
  DEFAULT_CONFIG,
  type Objective,
  SEARCH_MODES,
} from '@naschain/search';
import { z } from 'zod';

export const OBJECTIVE_SETS = ['error-flops', 'error-params-flops'] as const;
export type ObjectiveSet = (typeof OBJECTIVE_SETS)[number];

const OBJECTIVES: Readonly<Record<ObjectiveSet, readonly Objective[]>> = {
  'error-flops': ['error', 'flops'],
  'error-params-flops': ['error', 'params', 'flops'],
};

/** What each algorithm is best at on small tables; random search does not care. */
export const POPULATIONS: Readonly<Record<AlgorithmKind, number>> = {
  surrogate: 12,
  nsga2: 16,
  nsganet: 16,
  random: 16,
};

/** What a search needs to be run. */
const variantSchema = z.object({
  objectives: z.enum(OBJECTIVE_SETS),
  algorithm: z.enum(ALGORITHM_KINDS),
  mode: z.enum(SEARCH_MODES),
  evaluations: z.number(),
  outstanding: z.number(),
});
export type Variant = z.infer<typeof variantSchema>;

/** One run, as the benchmark sends it to a worker. */
export const jobSchema = variantSchema.extend({ seed: z.number() });
export type Job = z.infer<typeof jobSchema>;

export function objectivesOf(name: ObjectiveSet): readonly Objective[] {
  return OBJECTIVES[name];
}

/** All algorithms in both modes on both sets of objectives. */
export function variantsOf(
  options: { readonly algorithms: readonly AlgorithmKind[] } & Pick<Variant, 'evaluations' | 'outstanding'>,
): Variant[] {
  const { algorithms, evaluations, outstanding } = options;
  return OBJECTIVE_SETS.flatMap((objectives) =>
    algorithms.flatMap((algorithm) =>
      SEARCH_MODES.map((mode) => ({ objectives, algorithm, mode, evaluations, outstanding })),
    ),
  );
}

/** The settings of a run: the defaults, and generations for as many evaluations as wanted. */
export function configOf(job: Job): AlgorithmConfig {
  const { algorithm: kind, mode, seed } = job;
  const population = POPULATIONS[kind];
  const generations = Math.ceil(job.evaluations / population);
  return {
    ...DEFAULT_CONFIG,
    kind,
    mode,
    population,
    generations,
    objectives: objectivesOf(job.objectives),
    seed,
  };
}
