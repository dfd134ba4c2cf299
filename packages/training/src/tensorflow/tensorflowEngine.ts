import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Hyperparameters, type Images, initialWeights, type Plan } from '@naschain/exact';
import type { EngineOptions, TrainingEngine } from '../engine.ts';
import { TrainingError } from '../error.ts';
import type { Backend } from './backend.ts';
import { pathFactors } from './dropPath.ts';
import { checkBatch, normalise } from './input.ts';
import type { LayerContext } from './layer.ts';
import { targetsOf } from './loss.ts';
import { NetworkState } from './networkState.ts';
import { layOutParameters } from './parameters.ts';
import { differentiate, infer, type WiredPlan, wire } from './passes.ts';
import type { Tensor, Tensor4D, Tensorflow } from './tensorflow.ts';

/**
 * The recipe of the exact engine through the operations of TensorFlow.js: same initial weights, same layout, same
 * mathematics, but sums in whatever order the backend likes. Some backends block the event loop during a step; between
 * steps it gets its turn.
 */
export class TensorflowEngine implements TrainingEngine {
  readonly batchSize: number;
  readonly numericClass: string;
  readonly #backend: Backend;
  readonly #wired: WiredPlan;
  readonly #normalisation: EngineOptions['normalisation'];
  readonly #state: NetworkState;
  #running: Promise<unknown> | null = null;
  #closing: Promise<void> | null = null;

  /** @throws TrainingError `network-unsupported` */
  constructor(backend: Backend, plan: Plan, { batchSize, normalisation }: Omit<EngineOptions, 'threads'>) {
    this.batchSize = batchSize;
    this.numericClass = backend.numericClass;
    this.#backend = backend;
    this.#normalisation = normalisation;
    const layout = layOutParameters(plan);
    this.#wired = wire(plan);
    backend.activate();
    this.#state = new NetworkState(backend.tf, layout);
  }

  /** Draws the initial weights that the exact engine draws, and clears momentum and running statistics. */
  initialise(seed: number): void {
    this.#requireIdle();
    this.#state.load(initialWeights(this.#plan, seed));
  }

  /**
   * One step of gradient descent on up to `batchSize` images; labels count from 0.
   * @returns the mean cross-entropy before the step, in nats.
   * @throws TrainingError `diverged`, `out-of-memory`, `engine-failed`; RangeError for a batch that does not fit.
   */
  trainStep(images: Images, labels: Uint16Array, options: Hyperparameters): Promise<number> {
    return this.#run(async (tf) => {
      checkBatch(this.#plan, images, labels, this.batchSize);
      const { dropPath } = options;
      const factors = dropPath ? pathFactors(this.#plan, labels.length, dropPath) : new Map();
      const loss = tf.tidy(() => {
        const context: LayerContext = { tf, training: true, pathFactors: factors };
        const { classes } = this.#plan;
        const targets = targetsOf(labels, classes, options.labelSmoothing ?? 0);
        const pass = differentiate(
          context,
          this.#wired,
          this.#state.slices(),
          this.#input(images, labels.length),
          tf.tensor2d(targets, [labels.length, classes]),
        );
        this.#state.update(pass, options);
        return pass.loss;
      });
      const value = (await this.#read(loss))[0] ?? Number.NaN;
      if (!Number.isFinite(value)) {
        throw new TrainingError('diverged', `The loss became ${value}; lower the learning rate.`);
      }
      return value;
    });
  }

  /** Number of images, any number, that the network with its running statistics classifies correctly. */
  evaluate(images: Images, labels: Uint16Array): Promise<number> {
    return this.#run(async (tf) => {
      checkBatch(this.#plan, images, labels, Number.POSITIVE_INFINITY);
      const size = images.length / labels.length;
      let hits = 0;
      for (let first = 0; first < labels.length; first += this.batchSize) {
        const part = labels.subarray(first, first + this.batchSize);
        const classes = tf.tidy(() => {
          const context: LayerContext = { tf, training: false, pathFactors: new Map() };
          const pixels = images.subarray(first * size, (first + part.length) * size);
          const logits = infer(context, this.#wired, this.#state.slices(), this.#input(pixels, part.length));
          return tf.argMax(logits, 1);
        });
        const found = await this.#read(classes);
        hits += part.reduce((sum, label, image) => sum + (found[image] === label ? 1 : 0), 0);
      }
      return hits;
    });
  }

  /** As the exact engine's. @throws TrainingError `diverged` if a weight is NaN or infinite. */
  weights(): Promise<Uint8Array> {
    return this.#run(async () => bytesOf(await this.#state.read()));
  }

  /** Restores what `weights` returned, of this engine or the exact one, and clears the momentum. */
  loadWeights(bytes: Uint8Array): void {
    this.#requireIdle();
    this.#state.load(floatsOf(bytes, this.#state.length));
  }

  /** All that further steps depend on: the weights, then the momentum of the trained ones in the same order. */
  checkpoint(): Promise<Uint8Array> {
    return this.#run(async () => {
      const parts = [await this.#state.read(), await this.#state.readMomentum()].map(bytesOf);
      return new Uint8Array(Buffer.concat(parts));
    });
  }

  /** Goes on where `checkpoint` was taken. */
  restore(bytes: Uint8Array): void {
    this.#requireIdle();
    const { length, trained } = this.#state;
    const floats = floatsOf(bytes, length + trained);
    this.#state.load(floats.subarray(0, length), floats.subarray(length));
  }

  /** Gradient of the mean loss in the last `trainStep`, before clipping and weight decay, without the statistics. */
  gradients(): Promise<Float32Array> {
    return this.#run(() => this.#state.readGradient());
  }

  /** Frees everything, after the call under way has noticed and rejected: at the latest after its current batch. */
  close(): Promise<void> {
    this.#closing ??= Promise.resolve(this.#running)
      .catch(() => undefined)
      .then(() => {
        this.#state.dispose();
      });
    return this.#closing;
  }

  get #plan(): Plan {
    return this.#wired.plan;
  }

  #input(images: Images, count: number): Tensor4D {
    const { height, width, channels } = this.#plan.image;
    const values = images instanceof Float32Array ? images : normalise(images, this.#normalisation);
    return this.#backend.tf.tensor4d(values, [count, height, width, channels]);
  }

  /** Values of a tensor, which is freed. Gives the event loop a turn, and ends a call of a closed engine. */
  async #read(tensor: Tensor): Promise<ArrayLike<number>> {
    try {
      const values = await tensor.data();
      await nextTurn();
      const fault = this.#backend.fault();
      if (fault !== null) throw new Error(fault);
      this.#requireOpen();
      return values;
    } finally {
      tensor.dispose();
    }
  }

  async #run<Result>(work: (tf: Tensorflow) => Promise<Result>): Promise<Result> {
    this.#requireIdle();
    this.#backend.activate();
    const running = work(this.#backend.tf);
    this.#running = running;
    try {
      return await running;
    } catch (cause) {
      throw asTrainingError(cause);
    } finally {
      this.#running = null;
    }
  }

  #requireIdle(): void {
    this.#requireOpen();
    if (this.#running) {
      throw new TrainingError('engine-failed', "Await the engine's last call before the next one.");
    }
  }

  #requireOpen(): void {
    if (this.#closing) throw new TrainingError('engine-failed', 'The engine is closed.');
  }
}

function bytesOf(floats: Float32Array<ArrayBuffer>): Uint8Array {
  if (floats.every(Number.isFinite)) return new Uint8Array(floats.buffer);
  throw new TrainingError('diverged', 'A weight became infinite or NaN; lower the learning rate.');
}

function floatsOf(bytes: Uint8Array, length: number): Float32Array {
  if (bytes.length !== 4 * length) {
    throw new RangeError(`expected ${4 * length} bytes, got ${bytes.length}`);
  }
  // A copy, as the bytes may lie anywhere in a larger buffer.
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/** Mistakes of the caller stay what they are. */
function asTrainingError(cause: unknown): unknown {
  if (cause instanceof TrainingError || cause instanceof RangeError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const isMemory = /\bOOM\b|out of memory|allocation|exceeds the max/i.test(message);
  return new TrainingError(
    isMemory ? 'out-of-memory' : 'engine-failed',
    `TensorFlow failed: ${message.split('\n', 1)[0]}`,
    { cause },
  );
}
