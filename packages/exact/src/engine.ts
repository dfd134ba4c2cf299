import type { BuildName } from './builds.ts';
import { ExactError } from './error.ts';
import { LoadedPlan } from './loadedPlan.ts';
import { concatenate, EngineMemory } from './memory.ts';
import { type LaidOutPlan, layOutPlan } from './memoryNeeded.ts';
import {
  checkHyperparameters,
  checkOptions,
  type EngineOptions,
  type Hyperparameters,
  type Images,
  requireInteger,
} from './options.ts';
import type { Plan } from './plan.ts';
import { MAX_BYTES } from './program/arena.ts';
import type { ProgramImage } from './program/compile.ts';
import { buildChooser, computeThreadSource, loadCode, memoryPool } from './runtime.ts';
import { ComputeThreads } from './threads.ts';

/**
 * Trains one network, with the same bits on every machine and with any number of threads. All computing is done by
 * threads of its own, so the caller's event loop stays free; one call at a time.
 */
export class ExactEngine {
  readonly plan: Plan;
  readonly batchSize: number;
  /** The build of the kernels in use. */
  readonly build: BuildName;
  readonly #loaded: LoadedPlan;
  readonly #threads: ComputeThreads;
  #state: 'idle' | 'busy' | 'closed' = 'idle';
  #closing: Promise<void> | undefined;

  private constructor(loaded: LoadedPlan, batchSize: number, build: BuildName, threads: ComputeThreads) {
    this.plan = loaded.plan;
    this.batchSize = batchSize;
    this.build = build;
    this.#loaded = loaded;
    this.#threads = threads;
  }

  /**
   * Plans the memory, allocates it and starts the threads; a network that does not fit is refused before that. The weights are zero until `initialise` or `loadWeights`.
   * @throws ExactError `plan-invalid`, `argument-invalid`, `out-of-memory`, `build-unavailable`.
   */
  static async create(plan: Plan, options: EngineOptions): Promise<ExactEngine> {
    checkOptions(options, plan.image.channels);
    const { batchSize, threads: asked, memoryLimit = MAX_BYTES } = options;
    const compile = (name: BuildName): LaidOutPlan => {
      const laidOut = layOutPlan(plan, { batchSize, threads: asked, build: name });
      laidOut.compiled.arena.requireWithin(memoryLimit);
      return laidOut;
    };
    const chosen = await buildChooser.choose(options.build ?? 'auto', compile, ExactEngine.create);
    const { build } = chosen;
    const { compiled, threads, stacks } = chosen.compiled;
    const shared = memoryPool.take(compiled.arena.byteLength);
    try {
      const memory = new EngineMemory(shared);
      const loaded = new LoadedPlan(plan, compiled, memory, threads, options);
      const code = await loadCode(build);
      const data = stacks.map((stack, thread) => memory.threadData(code, thread, stack));
      const started = await ComputeThreads.start(computeThreadSource, data);
      return new ExactEngine(loaded, batchSize, build, started);
    } catch (cause) {
      memoryPool.giveBack(shared);
      throw cause;
    }
  }

  /** Bytes of memory that the engine holds. */
  get byteLength(): number {
    return this.#loaded.compiled.arena.byteLength;
  }

  /** Draws initial weights from `seed` (0 to 2^32 - 1), clears momentum and running statistics. */
  initialise(seed: number): void {
    this.#requireIdle();
    requireInteger('seed', seed, 0, 0xffff_ffff);
    this.#loaded.initialise(seed);
  }

  /**
   * One step of gradient descent on up to `batchSize` images; labels count from 0.
   * @returns the mean cross-entropy before the step, in nats, against the smoothed targets if they are smoothed.
   * @throws ExactError `non-finite` if it is NaN or infinite, `argument-invalid`, `busy`, `closed`.
   */
  async trainStep(images: Images, labels: Uint16Array, hyper: Hyperparameters): Promise<number> {
    this.#requireIdle();
    checkHyperparameters(hyper);
    requireInteger('the number of images', labels.length, 1, this.batchSize);
    this.#loaded.stage(images, labels);
    this.#loaded.stageDropPath(labels.length, hyper.dropPath);
    this.#loaded.setHyperparameters(hyper);
    await this.#run(this.#loaded.compiled.training);
    const loss = this.#loaded.meanLoss(labels.length);
    if (!Number.isFinite(loss)) {
      throw new ExactError('non-finite', `The loss became ${loss}; lower the learning rate.`);
    }
    return loss;
  }

  /** Number of images, any number, that the network with its running statistics classifies correctly. */
  async evaluate(images: Images, labels: Uint16Array): Promise<number> {
    this.#requireIdle();
    const { height, width, channels } = this.plan.image;
    const size = height * width * channels;
    let hits = 0;
    for (let first = 0; first < labels.length; first += this.batchSize) {
      const end = Math.min(labels.length, first + this.batchSize);
      // The last slice is open-ended, so that images without a label are noticed.
      const slice = images.subarray(first * size, end === labels.length ? undefined : end * size);
      this.#loaded.stage(slice, labels.subarray(first, end));
      await this.#run(this.#loaded.compiled.evaluation);
      hits += this.#loaded.hits(end - first);
    }
    return hits;
  }

  /**
   * Weights and running statistics as little-endian floats in the order of the ops (README), without padding: equal
   * training gives equal bytes in every build.
   * @throws ExactError `non-finite` if one of them is NaN or infinite.
   */
  weights(): Uint8Array {
    this.#requireIdle();
    return new Uint8Array(this.#loaded.state.weights().buffer);
  }

  /** Restores what `weights` returned, and clears the momentum. @throws ExactError `argument-invalid` */
  loadWeights(bytes: Uint8Array): void {
    this.#requireIdle();
    this.#loaded.state.restoreWeights(bytes);
  }

  /**
   * All that further steps depend on: `weights`, then the momentum in the same form, less the statistics.
   * @throws ExactError `non-finite` if a value is NaN or infinite.
   */
  checkpoint(): Uint8Array {
    this.#requireIdle();
    return new Uint8Array(concatenate([this.#loaded.state.weights(), this.#loaded.state.momentum()]).buffer);
  }

  /**
   * Goes on where `checkpoint` was taken, in any build and with any number of threads.
   * @throws ExactError `argument-invalid` for another number of bytes, or values that are NaN or infinite.
   */
  restore(bytes: Uint8Array): void {
    this.#requireIdle();
    this.#loaded.state.restoreAll(bytes);
  }

  /** Gradient of the mean loss in the last `trainStep`, before clipping and weight decay: as `weights`, less the statistics. */
  gradients(): Float32Array {
    this.#requireIdle();
    return this.#loaded.state.gradients();
  }

  /** Ends the threads, also during a call, which then rejects with `closed`. Resolves when no thread is left. */
  close(): Promise<void> {
    this.#state = 'closed';
    this.#closing ??= this.#threads.close().then(() => memoryPool.giveBack(this.#loaded.memory.shared));
    return this.#closing;
  }

  #requireIdle(): void {
    if (this.#state === 'closed') throw new ExactError('closed', 'The engine is closed.');
    if (this.#state === 'busy')
      throw new ExactError('busy', "Await the engine's last call before the next one.");
  }

  async #run(program: ProgramImage): Promise<void> {
    this.#loaded.select(program);
    this.#state = 'busy';
    try {
      await this.#threads.run();
    } finally {
      if (this.#state === 'busy') this.#state = 'idle';
    }
  }
}
