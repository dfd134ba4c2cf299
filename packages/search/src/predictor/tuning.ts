import { exp, ln } from '../numeric.ts';
import type { Encoded } from './encoding.ts';
import { type FittedProcess, fitProcess } from './gaussianProcess.ts';
import { Kernel } from './kernel.ts';

/** How the kernel's parameters are shared out among genes and features. */
export interface Layout {
  readonly cardinalities: readonly number[];
  /** Group of each gene. */
  readonly geneGroups: readonly number[];
  readonly geneGroupCount: number;
  /** Group of each feature. */
  readonly featureGroups: readonly number[];
  readonly featureGroupCount: number;
}

/** Genes are weighted one by one up to so many, beyond by the space's segments, beyond that by as many runs. */
const MAX_GROUPS = 16;
/** FLOPs and parameters are weighted by themselves, all other features together. */
const OWN_FEATURES = 2;
/** Standard deviation of the normal prior on each parameter. */
const PRIOR_SPREAD = 1.5;
const FIRST_STEPS = [1.5, 1, 0.6, 0.4];
const LATER_STEPS = [0.8, 0.4];

export function layoutOf(
  cardinalities: readonly number[],
  segments: readonly number[],
  featureCount: number,
): Layout {
  const genes = cardinalities.length;
  const bySegment = segments.flatMap((length, k) => new Array<number>(length).fill(k));
  // A gene beyond the genome (the rung) has a group of its own.
  while (bySegment.length < genes) bySegment.push((bySegment.at(-1) ?? -1) + 1);
  const byRun = cardinalities.map((_, i) => Math.floor((i * MAX_GROUPS) / genes));
  const single = cardinalities.map((_, i) => i);
  const geneGroups = genes <= MAX_GROUPS ? single : (bySegment.at(-1) ?? 0) < MAX_GROUPS ? bySegment : byRun;
  const featureGroups = Array.from({ length: featureCount }, (_, f) => Math.min(f, OWN_FEATURES));
  return {
    cardinalities,
    geneGroups,
    geneGroupCount: (geneGroups.at(-1) ?? 0) + 1,
    featureGroups,
    featureGroupCount: Math.min(featureCount, OWN_FEATURES + 1),
  };
}

/**
 * The parameters as one vector of reals without bounds: logarithms of the gene and feature weights, ordinality and feature
 * share as logits, logarithm of the noise. These are the prior's means, and where tuning begins.
 */
export function priorOf({ geneGroups, geneGroupCount, featureGroups, featureGroupCount }: Layout): number[] {
  const size = (groups: readonly number[], k: number): number => groups.filter((group) => group === k).length;
  return [
    ...Array.from({ length: geneGroupCount }, (_, k) => ln(1.5 / (geneGroupCount * size(geneGroups, k)))),
    ...Array.from({ length: featureGroupCount }, (_, k) => ln(0.25 / size(featureGroups, k))),
    0,
    -1,
    ln(0.02),
  ];
}

const logistic = (x: number): number => 1 / (1 + exp(-x));

/** Fits the process with the given parameters; null when they make the covariance numerically singular. */
export function processOf(
  layout: Layout,
  parameters: readonly number[],
  points: Encoded,
  targets: Float64Array,
): FittedProcess | null {
  const { geneGroupCount, featureGroups, featureGroupCount } = layout;
  const at = (i: number): number => parameters[i] ?? 0;
  const rest = geneGroupCount + featureGroupCount;
  const kernel = new Kernel(layout.cardinalities, layout.geneGroups, {
    geneWeights: Array.from({ length: geneGroupCount }, (_, i) => exp(at(i))),
    featureWeights: featureGroups.map((group) => exp(at(geneGroupCount + group))),
    ordinality: logistic(at(rest)),
    featureShare: logistic(at(rest + 1)),
  });
  return fitProcess(kernel, points, targets, exp(at(rest + 2)));
}

/**
 * Parameters of the highest posterior found by coordinate search: marginal likelihood times the prior. `start` is what an
 * earlier tuning found, or null.
 */
export function tune(
  layout: Layout,
  start: readonly number[] | null,
  points: Encoded,
  targets: Float64Array,
): number[] {
  const prior = priorOf(layout);
  const cost = (parameters: readonly number[]): number => {
    const fitted = processOf(layout, parameters, points, targets);
    return fitted === null ? Number.POSITIVE_INFINITY : fitted.misfit + penalty(parameters, prior);
  };
  const usable = start !== null && start.length === prior.length;
  let best = usable ? [...start] : prior;
  let bestCost = cost(best);
  for (const step of usable ? LATER_STEPS : FIRST_STEPS) {
    for (const i of prior.keys()) {
      for (const signed of [step, -step]) {
        const trial = best.with(i, (best[i] ?? 0) + signed);
        const trialCost = cost(trial);
        if (trialCost >= bestCost) continue;
        best = trial;
        bestCost = trialCost;
        break;
      }
    }
  }
  return best;
}

function penalty(parameters: readonly number[], prior: readonly number[]): number {
  return prior.reduce((sum, mean, i) => {
    const away = ((parameters[i] ?? 0) - mean) / PRIOR_SPREAD;
    return sum + 0.5 * away * away;
  }, 0);
}
