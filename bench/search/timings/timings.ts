import type { AlgorithmKind } from '@naschain/search';
import { type AskTimings, askTimings } from './askTimings.ts';
import { type ParetoTimings, paretoTimings } from './paretoTimings.ts';

/** All in milliseconds. */
export type Timings = AskTimings & ParetoTimings;

export function takeTimings(algorithms: readonly AlgorithmKind[]): Timings {
  return { ...askTimings(algorithms), ...paretoTimings() };
}
