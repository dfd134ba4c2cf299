import { deviation, mean, pooledDeviation } from '../statistics.ts';

/** One training. */
export interface LearningRun {
  readonly engine: string;
  readonly setting: string;
  readonly seed: number;
  /** Percent of the test images after each epoch. */
  readonly accuracy: readonly number[];
  /** Mean over the training images in each epoch. */
  readonly loss: readonly number[];
  /** Of the whole training with its tests. */
  readonly seconds: number;
}

/** The trainings of an engine: percent after the last epoch. */
export interface EngineSummary {
  readonly engine: string;
  readonly seeds: number;
  readonly mean: number;
  /** Standard deviation over the seeds; null of one. */
  readonly deviation: number | null;
  /** Mean of a training. */
  readonly seconds: number;
}

export interface LearningSummary {
  readonly engines: readonly EngineSummary[];
  /** The first engine less the second; null of a single engine. */
  readonly difference: {
    readonly points: number;
    readonly pooledDeviation: number | null;
    /** Null with fewer than two seeds, or where nothing varies. */
    readonly inPooledDeviations: number | null;
  } | null;
}

export function summarise(runs: readonly LearningRun[]): LearningSummary {
  const names = [...new Set(runs.map(({ engine }) => engine))];
  const groups = names.map((name) => runs.filter(({ engine }) => engine === name));
  const finals = groups.map((group) => group.map(({ accuracy }) => accuracy.at(-1) ?? Number.NaN));
  const engines = names.map((engine, i) => ({
    engine,
    seeds: finals[i]?.length ?? 0,
    mean: mean(finals[i] ?? []),
    deviation: deviation(finals[i] ?? []),
    seconds: mean((groups[i] ?? []).map(({ seconds }) => seconds)),
  }));
  const [first, second] = finals;
  if (first === undefined || second === undefined) return { engines, difference: null };
  const points = mean(first) - mean(second);
  const pooled = pooledDeviation(first, second);
  const inPooledDeviations = pooled === null || pooled === 0 ? null : points / pooled;
  return { engines, difference: { points, pooledDeviation: pooled, inPooledDeviations } };
}
