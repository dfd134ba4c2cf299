import type { BuildName } from './builds.ts';
import type { DropPath } from './dropPath.ts';
import { ExactError } from './error.ts';
import { MAX_BYTES } from './program/arena.ts';

export interface EngineOptions {
  /** Most images of one call of `trainStep`, and of one pass of `evaluate`. */
  readonly batchSize: number;
  /** Compute threads; more than one per 16 images of a batch would be idle and are not started. */
  readonly threads: number;
  /**
   * The build of the kernels, which cannot change a result. Default: `auto`, the widest that runs here and passes the
   * self test.
   */
  readonly build?: BuildName | 'auto';
  /** Most bytes of memory that the engine may take. Default and upper bound: 4 GiB. */
  readonly memoryLimit?: number;
  /** Applied to images given as bytes: (byte - mean) / deviation, per channel. Default: the byte as it is. */
  readonly normalisation?: { readonly mean: readonly number[]; readonly deviation: readonly number[] };
}

export interface Hyperparameters {
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  /** Largest L2 norm of the gradient of the mean loss, before weight decay; a longer one is scaled down. Default: any. */
  readonly gradientClip?: number;
  /** Share of the target that is spread evenly over all classes, from 0 to below 1. Default: 0. */
  readonly labelSmoothing?: number;
  /** Default: nothing is dropped. */
  readonly dropPath?: DropPath;
}

/** Images in NHWC order without padding: bytes, which are normalised, or floats, which are taken as they are. */
export type Images = Uint8Array | Float32Array;

const MAX_BATCH = 65_536;
const MAX_THREADS = 256;

/** @throws ExactError `argument-invalid`. */
export function checkSize({ batchSize, threads }: Pick<EngineOptions, 'batchSize' | 'threads'>): void {
  requireInteger('batchSize', batchSize, 1, MAX_BATCH);
  requireInteger('threads', threads, 1, MAX_THREADS);
}

/** @throws ExactError `argument-invalid`. */
export function checkOptions(options: EngineOptions, channels: number): void {
  checkSize(options);
  if (options.memoryLimit !== undefined) requireInteger('memoryLimit', options.memoryLimit, 1, MAX_BYTES);
  const { mean, deviation } = normalisationOf(options, channels);
  if (mean.length !== channels || deviation.length !== channels || !mean.every(Number.isFinite)) {
    throw new ExactError(
      'argument-invalid',
      `The normalisation needs ${channels} finite means and deviations.`,
    );
  }
  if (!deviation.every((value) => Number.isFinite(value) && value > 0)) {
    throw new ExactError('argument-invalid', "The normalisation's deviations must be positive.");
  }
}

/** The normalisation asked for, or else one that changes nothing. */
export function normalisationOf(
  { normalisation }: Pick<EngineOptions, 'normalisation'>,
  channels: number,
): NonNullable<EngineOptions['normalisation']> {
  const constant = (value: number): number[] => new Array<number>(channels).fill(value);
  return normalisation ?? { mean: constant(0), deviation: constant(1) };
}

/** @throws ExactError `argument-invalid`. */
export function checkHyperparameters(hyper: Hyperparameters): void {
  requireNumber('learningRate', hyper.learningRate, 1e6);
  requireNumber('momentum', hyper.momentum, 1);
  requireNumber('weightDecay', hyper.weightDecay, 1e6);
  const { gradientClip, labelSmoothing = 0 } = hyper;
  if (gradientClip !== undefined && !(gradientClip > 0 && Number.isFinite(gradientClip))) {
    throw new ExactError('argument-invalid', `gradientClip must be above 0, got ${gradientClip}.`);
  }
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new ExactError(
      'argument-invalid',
      `labelSmoothing must be from 0 to below 1, got ${labelSmoothing}.`,
    );
  }
  if (hyper.dropPath) checkDropPath(hyper.dropPath);
}

function checkDropPath({ probability, seed }: DropPath): void {
  if (!(probability >= 0 && probability < 1)) {
    throw new ExactError(
      'argument-invalid',
      `The probability of drop path must be from 0 to below 1, got ${probability}.`,
    );
  }
  requireInteger('the seed of drop path', seed, 0, 0xffff_ffff);
}

/** @throws ExactError `argument-invalid`. */
export function requireInteger(what: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ExactError(
      'argument-invalid',
      `${what} must be an integer from ${min} to ${max}, got ${value}.`,
    );
  }
}

function requireNumber(what: string, value: number, max: number): void {
  if (!(value >= 0 && value <= max)) {
    throw new ExactError('argument-invalid', `${what} must be from 0 to ${max}, got ${value}.`);
  }
}
