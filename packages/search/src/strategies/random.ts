import type { Strategy } from './strategy.ts';

/** Uniform random sampling without replacement: leaves everything to the filling up. The baseline. */
export const randomStrategy: Strategy = () => ({});
