import { dot, solveLower } from './cholesky.ts';
import type { Encoded } from './encoding.ts';
import { type FittedProcess, predictMean } from './gaussianProcess.ts';

/** What is known of one network's variance: its row of the Cholesky factor, continued for the assumed networks. */
interface Explained {
  readonly row: Float64Array;
  readonly assumed: number[];
  /** Share of the variance that neither examples nor assumed networks explain. */
  rest: number;
}

const LEAST = 1e-9;

/** Predictions of one set of networks. Deviations shrink as networks of the set are assumed to be trained. */
export class PredictorView {
  readonly means: Float64Array;
  private readonly explained: (Explained | undefined)[] = [];
  private readonly assumed: { readonly index: number; readonly entry: Explained; readonly pivot: number }[] =
    [];

  constructor(
    private readonly fitted: FittedProcess,
    private readonly points: Encoded,
    private readonly calibration: number,
    known: readonly number[],
  ) {
    this.means = new Float64Array(points.count);
    this.means.set(known);
    const row = new Float64Array(fitted.points.count);
    for (let i = known.length; i < points.count; i++) {
      fitted.kernel.row(points, i, fitted.points, row);
      this.means[i] = predictMean(fitted, row);
    }
  }

  /** A typical deviation some way from the examples, to rank by before deviations are computed. */
  get typicalDeviation(): number {
    const { variance, noise } = this.fitted;
    return this.calibration * Math.sqrt(variance * (0.3 + noise));
  }

  /** Standard deviation of a measurement of network `i`, noise included. */
  deviation(i: number): number {
    const { variance, noise } = this.fitted;
    return this.calibration * Math.sqrt(variance * (Math.max(this.explain(i).rest, LEAST) + noise));
  }

  /** From now on network `i` counts as trained (with the predicted error): the networks near it get more certain. */
  assume(i: number): void {
    const entry = this.explain(i);
    const pivot = Math.sqrt(Math.max(entry.rest, LEAST) + this.fitted.noise);
    this.assumed.push({ index: i, entry, pivot });
  }

  private explain(i: number): Explained {
    const { fitted } = this;
    const n = fitted.points.count;
    let entry = this.explained[i];
    if (entry === undefined) {
      const row = new Float64Array(n);
      fitted.kernel.row(this.points, i, fitted.points, row);
      solveLower(fitted.factor, n, row);
      entry = { row, assumed: [], rest: 1 - dot(row, 0, row, 0, n) };
      this.explained[i] = entry;
    }
    // One more row of the factor for each network assumed since.
    for (let k = entry.assumed.length; k < this.assumed.length; k++) {
      const given = this.assumed[k];
      if (given === undefined) break;
      let covariance = fitted.kernel.between(this.points, i, this.points, given.index);
      covariance -= dot(entry.row, 0, given.entry.row, 0, n);
      for (let q = 0; q < k; q++) covariance -= (entry.assumed[q] ?? 0) * (given.entry.assumed[q] ?? 0);
      const step = covariance / given.pivot;
      entry.assumed.push(step);
      entry.rest -= step * step;
    }
    return entry;
  }
}
