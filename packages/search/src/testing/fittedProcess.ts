import { type Encodable, type Encoded, Encoder } from '../predictor/encoding.ts';
import type { Example } from '../predictor/errorPredictor.ts';
import { toScale } from '../predictor/errorScale.ts';
import type { FittedProcess } from '../predictor/gaussianProcess.ts';
import { type Layout, layoutOf, priorOf, processOf } from '../predictor/tuning.ts';
import type { SearchSpace } from '../space.ts';
import { mirrored } from './naiveAlgebra.ts';

/** A Gaussian process with the parameters it has before tuning, and all it was made from. */
export interface Fixture {
  readonly encoder: Encoder;
  readonly points: Encoded;
  readonly targets: Float64Array;
  readonly layout: Layout;
  /** The last is the logarithm of the noise. */
  readonly parameters: readonly number[];
  readonly fitted: FittedProcess;
}

/** @param noise relative to the variance */
export function fixtureOf(of: SearchSpace, examples: readonly Example[], noise: number): Fixture {
  const encoder = new Encoder(of, 1, examples);
  const points = encoder.encode(examples);
  const targets = Float64Array.from(examples, ({ error }) => toScale(error));
  const layout = layoutOf(encoder.cardinalities, of.segments, encoder.featureCount);
  const parameters = priorOf(layout).with(-1, Math.log(noise));
  const fitted = processOf(layout, parameters, points, targets);
  if (fitted === null) throw new Error('singular');
  return { encoder, points, targets, layout, parameters, fitted };
}

/** The covariance matrix of encoded networks, noise included, with all its elements. */
export function covarianceOf({ kernel, noise }: FittedProcess, points: Encoded): number[][] {
  return mirrored(kernel.matrix(points, noise), points.count);
}

/** Covariances of a network with the fitted ones. */
export function covariances({ encoder, fitted }: Fixture, network: Encodable): number[] {
  const row = new Float64Array(fitted.points.count);
  fitted.kernel.row(encoder.encode([network]), 0, fitted.points, row);
  return [...row];
}
