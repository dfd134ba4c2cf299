import type { IndividualView } from '@naschain/protocol';
import type { SearchModel } from './model.ts';
import { firstTraining, isShort } from './rungs.ts';

/** Quantile of the normal distribution that leaves 5 % on either side. */
const NINETY_PERCENT = 1.6449;

/** What the surrogate expected of a network's error in full training, percent, and what came of it. */
export interface Forecast {
  readonly mean: number;
  readonly deviation: number;
  /** Ends of the predicted 90 % interval, within 0 to 100. */
  readonly low: number;
  readonly high: number;
  /** Null until the network has been trained in full. */
  readonly measured: number | null;
  /** Whether the measured error lies within the interval. */
  readonly held: boolean | null;
}

/** Null for a network that was not predicted. A promoted network keeps the prediction it was bred with. */
export function forecastOf(individual: IndividualView, model: SearchModel): Forecast | null {
  const { prediction } = firstTraining(individual, model.individuals);
  if (prediction === null) return null;
  const { mean, deviation } = prediction;
  const low = Math.max(0, mean - NINETY_PERCENT * deviation);
  const high = Math.min(100, mean + NINETY_PERCENT * deviation);
  const entry = model.evaluated.get(individual.individualId);
  const measured = entry === undefined || isShort(model.config, individual.rung) ? null : entry.error;
  return {
    mean,
    deviation,
    low,
    high,
    measured,
    held: measured === null ? null : measured >= low && measured <= high,
  };
}
