/** Why a training run gave no result, as a closed set that callers may switch on. */
export type TrainingErrorCode =
  /** The spec's genome or space does not decode into a network. */
  | 'genome-invalid'
  /** The network is sound, but the chosen engine cannot run one of its layers. */
  | 'network-unsupported'
  /** The dataset is not the one that the spec describes, or contradicts itself. */
  | 'dataset-mismatch'
  /** The dataset's training split has fewer images than the spec wants to train and validate on. */
  | 'dataset-too-small'
  /** The network with this batch size does not fit into memory. */
  | 'out-of-memory'
  /** Loss or weights left the range of numbers: the job has no result, on any machine. */
  | 'diverged'
  /** The bytes are not a checkpoint, or no longer the one that was written. */
  | 'checkpoint-damaged'
  /** The checkpoint is one of another training. */
  | 'checkpoint-mismatch'
  /** The caller's signal was aborted. */
  | 'aborted'
  /** The engine failed on this machine; another may well succeed. */
  | 'engine-failed';

/** The only error type of this package. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
  readonly code: TrainingErrorCode;

  constructor(code: TrainingErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}
