import type { Constraints } from './config.ts';

/** What can be minimised: validation error in percent, parameters, FLOPs of one image. */
export const OBJECTIVES = ['error', 'params', 'flops'] as const;
export type Objective = (typeof OBJECTIVES)[number];

/** The objectives known without training. */
export interface Complexity {
  readonly params: number;
  readonly flops: number;
}

/** A network with all it is judged by; `error` is null when its training failed. */
export interface Judged extends Complexity {
  readonly error: number | null;
}

/** The chosen objectives of a network as a point, or null when its training failed. */
export function pointOf(network: Judged, objectives: readonly Objective[]): number[] | null {
  const { error } = network;
  if (error === null) return null;
  return objectives.map((name) => (name === 'error' ? error : network[name]));
}

/** By how much a network exceeds the limits, as the sum of the relative excesses; 0 when it keeps them (Deb 2000). */
export function violationOf({ params, flops }: Complexity, limits: Constraints): number {
  const excess = (value: number, limit: number | null): number =>
    limit === null || value <= limit ? 0 : value / limit - 1;
  return excess(params, limits.params) + excess(flops, limits.flops);
}
