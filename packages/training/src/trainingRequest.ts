import type { JobSpec, TrainingResult } from '@naschain/protocol';
import type { TrainingCheckpoint } from './checkpoint.ts';
import type { EngineFactory } from './engine.ts';
import type { TrainingProgress } from './progressMeter.ts';
import type { TrainingData } from './trainingData.ts';

export interface TrainingRequest {
  readonly spec: JobSpec;
  /** Start of the digest chain: `chainHash` of the protocol. */
  readonly chainHash: string;
  readonly dataset: TrainingData;
  /** Compute threads; an exact result does not depend on them. */
  readonly threads: number;
  /** Most bytes of memory that the exact engine may take for network and batch. Default and upper bound: 4 GiB. */
  readonly memoryLimit?: number;
  /** Default: the exact engine. */
  readonly engine?: EngineFactory;
  /** Where a training by this spec, or by one with the same chain, was interrupted: it goes on from there. */
  readonly resume?: TrainingCheckpoint;
  /** Called after each epoch. */
  readonly onCheckpoint?: (checkpoint: TrainingCheckpoint) => void;
  /** Called after each batch, at most ten times a second, and at the end. */
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Ends the run at once. */
  readonly signal?: AbortSignal;
}

/** A result as the protocol wants it, but for the device, which the caller knows. */
export type TrainingOutcome = Omit<TrainingResult, 'device'>;
