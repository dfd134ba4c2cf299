/** An engine that learns CIFAR-10, an epoch at a time. */
export interface Learner {
  readonly engine: string;
  /** The build of ours, the version of a peer. */
  readonly setting: string;
  /** Back to the start, for a training with this seed. */
  start(seed: number): Promise<void>;
  /** Trains for an epoch, then classifies the test images. */
  epoch(): Promise<EpochResult>;
  close(): Promise<void>;
}

export interface EpochResult {
  /** Mean over the training images. */
  readonly loss: number;
  /** Test images classified correctly. */
  readonly hits: number;
}
