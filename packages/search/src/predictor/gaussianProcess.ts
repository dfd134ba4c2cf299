import { ln } from '../numeric.ts';
import { dot, factorise, solveLower, solveUpper } from './cholesky.ts';
import type { Encoded } from './encoding.ts';
import type { Kernel } from './kernel.ts';

/** A Gaussian process fitted to encoded networks and their targets (Rasmussen & Williams 2006, algorithm 2.1). */
export interface FittedProcess {
  readonly kernel: Kernel;
  readonly points: Encoded;
  readonly factor: Float64Array;
  /** K^-1 (y - mean). */
  readonly coefficients: Float64Array;
  readonly mean: number;
  /** Variance of the process: the kernel's scale. */
  readonly variance: number;
  /** Noise relative to `variance`. */
  readonly noise: number;
  /** Negative logarithm of the marginal likelihood, scale and mean chosen best, up to a constant. */
  readonly misfit: number;
}

/** @returns null when the covariance matrix is numerically singular. */
export function fitProcess(
  kernel: Kernel,
  points: Encoded,
  targets: Float64Array,
  noise: number,
): FittedProcess | null {
  const n = points.count;
  const factor = kernel.matrix(points, noise);
  if (!factorise(factor, n)) return null;
  // Generalised least squares mean: 1'K^-1 y / 1'K^-1 1.
  const ones = new Float64Array(n).fill(1);
  const halfTargets = targets.slice();
  solveLower(factor, n, ones);
  solveLower(factor, n, halfTargets);
  const mean = dot(ones, 0, halfTargets, 0, n) / dot(ones, 0, ones, 0, n);
  for (let i = 0; i < n; i++) halfTargets[i] = (halfTargets[i] ?? 0) - mean * (ones[i] ?? 0);
  const variance = Math.max(dot(halfTargets, 0, halfTargets, 0, n) / n, 1e-12);
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += ln(factor[i * n + i] ?? 1);
  solveUpper(factor, n, halfTargets);
  const misfit = 0.5 * n * ln(variance) + logDeterminant;
  return { kernel, points, factor, coefficients: halfTargets, mean, variance, noise, misfit };
}

/** Mean prediction for network `i` of `networks`, given its covariances with the fitted points. */
export function predictMean(fitted: FittedProcess, row: Float64Array): number {
  return fitted.mean + dot(row, 0, fitted.coefficients, 0, row.length);
}

/** Diagonal of the inverse covariance matrix: squared norms of the columns of L^-1. */
export function inverseDiagonal({ factor, points }: FittedProcess): Float64Array {
  const n = points.count;
  const diagonal = new Float64Array(n);
  const column = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    // Above row i the column of L^-1 is zero, so the solution starts there.
    let sum = 0;
    for (let row = i; row < n; row++) {
      const before = dot(factor, row * n + i, column, i, row - i);
      const value = ((row === i ? 1 : 0) - before) / (factor[row * n + row] ?? 1);
      column[row] = value;
      sum += value * value;
    }
    diagonal[i] = sum;
  }
  return diagonal;
}
