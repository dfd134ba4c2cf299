import type { Prng } from '../prng.ts';
import type { SearchSpace } from '../space.ts';
import { type Encodable, Encoder } from './encoding.ts';
import { toScale } from './errorScale.ts';
import { type FittedProcess, inverseDiagonal } from './gaussianProcess.ts';
import { PredictorView } from './predictorView.ts';
import { rankCorrelation } from './rankCorrelation.ts';
import { type Layout, layoutOf, priorOf, processOf, tune } from './tuning.ts';

/** A network with its measured error, percent. */
export interface Example extends Encodable {
  readonly error: number;
}

/** Examples that the parameters are tuned on, at most: tuning fits many times. */
const TUNING_EXAMPLES = 128;
/** Parameters are tuned anew when the examples have grown by this factor. */
const RETUNE_GROWTH = 1.25;

/**
 * Predicts errors from those of trained networks: a Gaussian process, tuned by marginal likelihood and calibrated by its
 * own leave-one-out errors. All values are on the scale of `errorScale.ts`.
 */
export class ErrorPredictor {
  private constructor(
    private readonly encoder: Encoder,
    private readonly fitted: FittedProcess,
    /** Parameters, and the number of examples they were tuned for: what to give to the next fit. */
    readonly tuning: readonly number[],
    /** Spearman's correlation of the leave-one-out predictions with the measured errors. */
    readonly leaveOneOut: number | null,
    /** What predicted deviations are multiplied by, so that leave-one-out errors have the size they claim. */
    readonly calibration: number,
  ) {}

  /** @returns null without any spread in the errors */
  static fit(
    space: SearchSpace,
    rungs: number,
    examples: readonly Example[],
    tuning: readonly number[] | null,
    prng: Prng,
  ): ErrorPredictor | null {
    const targets = Float64Array.from(examples, ({ error }) => toScale(error));
    if (targets.every((target) => target === targets[0])) return null;
    const encoder = new Encoder(space, rungs, examples);
    const points = encoder.encode(examples);
    const layout = layoutOf(encoder.cardinalities, space.segments, encoder.featureCount);
    const parameters = tuned(layout, encoder, examples, tuning, prng);
    const fitted =
      processOf(layout, parameters, points, targets) ?? processOf(layout, priorOf(layout), points, targets);
    if (fitted === null) return null;
    const { predictions, calibration } = crossValidate(fitted, targets);
    const tunedFor = isFresh(layout, tuning, examples.length) ? (tuning?.at(-1) ?? 0) : examples.length;
    return new ErrorPredictor(
      encoder,
      fitted,
      [...parameters, tunedFor],
      rankCorrelation(predictions, [...targets]),
      calibration,
    );
  }

  /**
   * Predictions for many networks; deviations on demand.
   * @param known means of the first networks, as an earlier view gave them
   */
  view(networks: readonly Encodable[], known: readonly number[] = []): PredictorView {
    return new PredictorView(this.fitted, this.encoder.encode(networks), this.calibration, known);
  }
}

function isFresh(layout: Layout, tuning: readonly number[] | null, count: number): boolean {
  const tunedFor = tuning?.at(-1) ?? 0;
  return (
    tuning?.length === priorOf(layout).length + 1 &&
    count < tunedFor * RETUNE_GROWTH &&
    count * RETUNE_GROWTH > tunedFor
  );
}

function tuned(
  layout: Layout,
  encoder: Encoder,
  examples: readonly Example[],
  tuning: readonly number[] | null,
  prng: Prng,
): readonly number[] {
  const before = tuning === null ? null : tuning.slice(0, -1);
  if (before !== null && isFresh(layout, tuning, examples.length)) return before;
  const sample = [...examples];
  if (sample.length > TUNING_EXAMPLES) prng.shuffle(sample);
  const chosen = sample.slice(0, TUNING_EXAMPLES);
  const targets = Float64Array.from(chosen, ({ error }) => toScale(error));
  return tune(layout, before, encoder.encode(chosen), targets);
}

/** Leave-one-out in closed form (Rasmussen & Williams 2006, equations 5.10 to 5.12). */
function crossValidate(
  fitted: FittedProcess,
  targets: Float64Array,
): { predictions: number[]; calibration: number } {
  const diagonal = inverseDiagonal(fitted);
  let square = 0;
  const predictions = Array.from(targets, (target, i) => {
    const residual = (fitted.coefficients[i] ?? 0) / (diagonal[i] ?? 1);
    square += (residual * residual * (diagonal[i] ?? 1)) / fitted.variance;
    return target - residual;
  });
  const size = Math.sqrt(square / targets.length);
  return { predictions, calibration: Math.min(3, Math.max(1, size)) };
}
