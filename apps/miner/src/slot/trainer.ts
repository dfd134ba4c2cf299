import type { decodeCheckpoint, encodeCheckpoint, TrainingErrorCode, train } from '@naschain/training';

/** What a slot's process needs of @naschain/training, which only its entry loads. */
export interface Trainer {
  readonly train: typeof train;
  readonly encodeCheckpoint: typeof encodeCheckpoint;
  readonly decodeCheckpoint: typeof decodeCheckpoint;
  /** The code of a `TrainingError`; null for any other error. */
  readonly codeOf: (error: unknown) => TrainingErrorCode | null;
}
