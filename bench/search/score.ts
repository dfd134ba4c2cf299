import type { TableFront } from '@naschain/search';
import { z } from 'zod';
import { HypervolumeTrace } from './hypervolumeTrace.ts';

const CHECKPOINTS = [100, 200, 400, 800, 1200];

const milestone = z.number().nullable();

/** What counts of one run. */
export const runScoreSchema = z.object({
  /** Hypervolume by number of evaluations, in the order of `checkpointsOf`. */
  hv: z.array(z.number()),
  to99: milestone,
  to999: milestone,
  to100: milestone,
});
export type RunScore = z.infer<typeof runScoreSchema>;

/** Means over the runs of all seeds; `to…` is null unless all of them got there, `reached…` says how many did. */
export interface ScoreMeans {
  readonly seeds: number;
  readonly hv: Readonly<Record<string, number>>;
  readonly to99: number | null;
  readonly to999: number | null;
  readonly to100: number | null;
  readonly reached99: number;
  readonly reached999: number;
  readonly reached100: number;
}

/** The numbers of evaluations at which hypervolume is reported: the usual ones up to the budget, and the budget. */
export function checkpointsOf(budget: number): number[] {
  return [...CHECKPOINTS.filter((count) => count < budget), budget];
}

/**
 * Scores the canonical genomes of one run in the order of their evaluation, each once. What comes after the budget does
 * not count; a run that ends before keeps its last hypervolume.
 */
export function scoreRun(order: Iterable<string>, truth: TableFront, budget: number): RunScore {
  const trace = new HypervolumeTrace(truth);
  const checkpoints = checkpointsOf(budget);
  const hv: number[] = [];
  for (const canonical of order) {
    trace.add(canonical);
    if (trace.count === checkpoints[hv.length]) hv.push(trace.hypervolume);
    if (trace.complete || trace.count >= budget) break;
  }
  while (hv.length < checkpoints.length) hv.push(trace.hypervolume);
  return { hv, ...trace.reached };
}

/** Means of the scores of several runs with the same budget. */
export function meanScore(scores: readonly RunScore[], budget: number): ScoreMeans {
  const hv = Object.fromEntries(
    checkpointsOf(budget).map((count, i) => [String(count), mean(scores.map((score) => score.hv[i] ?? 0))]),
  );
  const reached = (name: 'to99' | 'to999' | 'to100') => scores.flatMap((score) => score[name] ?? []);
  const to = (name: 'to99' | 'to999' | 'to100') => {
    const counts = reached(name);
    return counts.length === scores.length ? mean(counts) : null;
  };
  return {
    seeds: scores.length,
    hv,
    to99: to('to99'),
    to999: to('to999'),
    to100: to('to100'),
    reached99: reached('to99').length,
    reached999: reached('to999').length,
    reached100: reached('to100').length,
  };
}

/** NaN of nothing. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
