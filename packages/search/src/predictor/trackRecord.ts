import type { Member, PredictorReport } from '../algorithm.ts';
import { rankCorrelation } from './rankCorrelation.ts';

/** So many of the latest predicted networks count. */
const LATEST = 64;
const LEAST = 8;
/** Quantile of the normal distribution that leaves 5 % on either side. */
const NINETY_PERCENT = 1.6449;

/** How well networks were predicted before they were trained. */
export function trackRecord(
  archive: readonly Member[],
): Pick<PredictorReport, 'rankCorrelation' | 'coverage'> {
  const pairs: { error: number; mean: number; deviation: number }[] = [];
  for (let i = archive.length - 1; i >= 0 && pairs.length < LATEST; i--) {
    const { error, prediction } = archive[i] ?? { error: null, prediction: null };
    if (error !== null && prediction !== null) pairs.push({ error, ...prediction });
  }
  if (pairs.length < LEAST) return { rankCorrelation: null, coverage: null };
  const inside = pairs.filter(
    ({ error, mean, deviation }) => Math.abs(error - mean) <= NINETY_PERCENT * deviation,
  );
  return {
    rankCorrelation: rankCorrelation(
      pairs.map(({ mean }) => mean),
      pairs.map(({ error }) => error),
    ),
    coverage: inside.length / pairs.length,
  };
}
