export interface TrainingProgress {
  /** Share of the whole work done, 0 to 1, never falling; a training that stops early jumps to 1. */
  readonly fraction: number;
  /** The epoch under way, from 1. */
  readonly epoch: number;
}

/** What an image costs in training, measured in images classified. */
const TRAINING_COST = 3;
const INTERVAL_MS = 100;

/** Turns work done into calls of `report`, not too many. */
export class ProgressMeter {
  epoch = 0;
  readonly #total: number;
  readonly #report: ((progress: TrainingProgress) => void) | undefined;
  #done: number;
  #lastReport = Number.NEGATIVE_INFINITY;
  #ended = false;

  /** Of up to `epochs` epochs, `done` of which are done already. */
  constructor(
    work: { readonly trainSamples: number; readonly validationSamples: number },
    { epochs, done }: { readonly epochs: number; readonly done: number },
    report: ((progress: TrainingProgress) => void) | undefined,
  ) {
    const perEpoch = TRAINING_COST * work.trainSamples + work.validationSamples;
    this.#total = epochs * perEpoch;
    this.#done = done * perEpoch;
    this.epoch = done;
    this.#report = report;
  }

  trained(images: number): void {
    this.#add(TRAINING_COST * images);
  }

  classified(images: number): void {
    this.#add(images);
  }

  /** Nothing is left to do. */
  end(): void {
    this.#done = this.#total;
    if (!this.#ended) this.#add(0);
  }

  #add(work: number): void {
    this.#done += work;
    const now = performance.now();
    this.#ended = this.#done >= this.#total;
    if (!this.#ended && now - this.#lastReport < INTERVAL_MS) return;
    this.#lastReport = now;
    this.#report?.({ fraction: this.#done / this.#total, epoch: this.epoch });
  }
}
