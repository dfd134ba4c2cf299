import { ExactEngine, type Hyperparameters, type Images, type Plan } from '@naschain/exact';
import { EXACT_NUMERIC_CLASS } from '@naschain/protocol';
import type { Normalisation } from './normalisation.ts';

/** Trains one network; one call at a time. */
export interface TrainingEngine {
  /** Most images of one `trainStep`. */
  readonly batchSize: number;
  /** Engines of one class give comparable results; those of an exact class the same bits. */
  readonly numericClass: string;
  /** Draws the initial weights from `seed`. */
  initialise(seed: number): void;
  /** One step on up to `batchSize` images; returns their mean loss before it, in nats. */
  trainStep(images: Images, labels: Uint16Array, hyper: Hyperparameters): Promise<number>;
  /** Number of images that the network classifies correctly, by its running statistics. */
  evaluate(images: Images, labels: Uint16Array): Promise<number>;
  /** Canonical weights: little-endian floats in the order of the exact engine's README. */
  weights(): Uint8Array | Promise<Uint8Array>;
  /** All that further steps depend on: the weights, then the momentum in the same form, less the statistics. */
  checkpoint(): Uint8Array | Promise<Uint8Array>;
  /** Goes on where `checkpoint` was taken. @throws ExactError `argument-invalid` or RangeError for bytes that do not fit */
  restore(state: Uint8Array): void;
  /** Ends a call under way, which then rejects, and frees everything. */
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly batchSize: number;
  /** Compute threads, where the engine can choose; they never change an exact result. */
  readonly threads: number;
  readonly normalisation: Normalisation;
  /** Most bytes of memory that the exact engine may take; the others have no such limit. Default: 4 GiB. */
  readonly memoryLimit?: number;
}

export type EngineFactory = (plan: Plan, options: EngineOptions) => Promise<TrainingEngine>;

/** The engine whose results are the same bits on every machine. */
export const createExactEngine: EngineFactory = async (plan, options) => {
  const engine = await ExactEngine.create(plan, options);
  return Object.assign(engine, { numericClass: EXACT_NUMERIC_CLASS });
};
