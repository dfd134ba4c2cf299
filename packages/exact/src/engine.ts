import { type BuildName, VECTOR_LENGTHS } from './builds.ts';
import { CONTROL } from './control.ts';
import { EngineState } from './engineState.ts';
import { ExactError } from './error.ts';
import { concatenate, EngineMemory } from './memory.ts';
import {
  checkHyperparameters,
  checkOptions,
  type EngineOptions,
  type Hyperparameters,
  type Images,
  normalisationOf,
  requireInteger,
} from './options.ts';
import type { Plan } from './plan.ts';
import { type CompiledPlan, compilePlan, type ProgramImage } from './program/compile.ts';
import { initialValues } from './program/parameters.ts';
import { CHUNK_IMAGES } from './program/regions.ts';
import { Random } from './random.ts';
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
  readonly #compiled: CompiledPlan;
  readonly #memory: EngineMemory;
  readonly #values: EngineState;
  readonly #threads: ComputeThreads;
  #state: 'idle' | 'busy' | 'closed' = 'idle';
  #closing: Promise<void> | undefined;

  private constructor(
    plan: Plan,
    batchSize: number,
    { build, compiled }: { build: BuildName; compiled: CompiledPlan },
    memory: EngineMemory,
    threads: ComputeThreads,
  ) {
    this.plan = plan;
    this.batchSize = batchSize;
    this.build = build;
    this.#compiled = compiled;
    this.#memory = memory;
    this.#values = new EngineState(memory, compiled.regions);
    this.#threads = threads;
  }

  /**
   * Plans the memory, allocates it and starts the threads. The weights are zero until `initialise` or `loadWeights`.
   * @throws ExactError `plan-invalid`, `argument-invalid`, `out-of-memory`, `build-unavailable`.
   */
  static async create(plan: Plan, options: EngineOptions): Promise<ExactEngine> {
    checkOptions(options, plan.image.channels);
    const { batchSize } = options;
    const threads = Math.min(options.threads, Math.ceil(batchSize / CHUNK_IMAGES));
    const chosen = await buildChooser.choose(
      options.build ?? 'auto',
      (name) => compilePlan(plan, batchSize, threads, VECTOR_LENGTHS[name]),
      ExactEngine.create,
    );
    const { compiled, build } = chosen;
    const stacks = EngineMemory.reserveStacks(compiled.arena, threads);
    const shared = memoryPool.take(compiled.arena.byteLength);
    try {
      const memory = new EngineMemory(shared);
      memory.control[CONTROL.threads] = threads;
      writeConstants(memory, compiled, normalisationOf(options, plan.image.channels));
      const code = await loadCode(build);
      const data = stacks.map((stack, thread) => memory.threadData(code, thread, stack));
      const started = await ComputeThreads.start(computeThreadSource, data);
      return new ExactEngine(plan, batchSize, chosen, memory, started);
    } catch (cause) {
      memoryPool.giveBack(shared);
      throw cause;
    }
  }

  /** Bytes of memory that the engine holds. */
  get byteLength(): number {
    return this.#compiled.arena.byteLength;
  }

  /** Draws initial weights from `seed` (0 to 2^32 - 1), clears momentum and running statistics. */
  initialise(seed: number): void {
    this.#requireIdle();
    requireInteger('seed', seed, 0, 0xffff_ffff);
    const random = new Random(seed, 0);
    this.#values.write((block) => initialValues(block, this.plan, random));
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
    this.#stage(images, labels);
    const floats = this.#memory.controlFloats;
    floats[CONTROL.learningRate] = hyper.learningRate;
    floats[CONTROL.momentum] = hyper.momentum;
    floats[CONTROL.weightDecay] = hyper.weightDecay;
    const { gradientClip = 0, labelSmoothing = 0 } = hyper;
    this.#memory.float64(this.#compiled.regions.stepOptions, 2).set([gradientClip, labelSmoothing]);
    await this.#run(this.#compiled.training);
    const losses = this.#memory.float64(this.#compiled.regions.results, labels.length);
    const loss = losses.reduce((sum, value) => sum + value, 0) / labels.length;
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
      this.#stage(slice, labels.subarray(first, end));
      await this.#run(this.#compiled.evaluation);
      const found = this.#memory.uint32(this.#compiled.regions.results, end - first);
      hits += found.reduce((sum, value) => sum + value, 0);
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
    return new Uint8Array(this.#values.weights().buffer);
  }

  /** Restores what `weights` returned, and clears the momentum. @throws ExactError `argument-invalid` */
  loadWeights(bytes: Uint8Array): void {
    this.#requireIdle();
    this.#values.restoreWeights(bytes);
  }

  /**
   * All that further steps depend on: `weights`, then the momentum in the same form, less the statistics.
   * @throws ExactError `non-finite` if a value is NaN or infinite.
   */
  checkpoint(): Uint8Array {
    this.#requireIdle();
    return new Uint8Array(concatenate([this.#values.weights(), this.#values.momentum()]).buffer);
  }

  /**
   * Goes on where `checkpoint` was taken, in any build and with any number of threads.
   * @throws ExactError `argument-invalid` for another number of bytes, or values that are NaN or infinite.
   */
  restore(bytes: Uint8Array): void {
    this.#requireIdle();
    this.#values.restoreAll(bytes);
  }

  /** Gradient of the mean loss in the last `trainStep`, before clipping and weight decay: as `weights`, less the statistics. */
  gradients(): Float32Array {
    this.#requireIdle();
    return this.#values.gradients();
  }

  /** Ends the threads, also during a call, which then rejects with `closed`. Resolves when no thread is left. */
  close(): Promise<void> {
    this.#state = 'closed';
    this.#closing ??= this.#threads.close().then(() => memoryPool.giveBack(this.#memory.shared));
    return this.#closing;
  }

  #requireIdle(): void {
    if (this.#state === 'closed') throw new ExactError('closed', 'The engine is closed.');
    if (this.#state === 'busy')
      throw new ExactError('busy', "Await the engine's last call before the next one.");
  }

  async #run({ program, buffers }: ProgramImage): Promise<void> {
    this.#memory.control[CONTROL.program] = program.line;
    this.#memory.control[CONTROL.buffers] = buffers.line;
    this.#state = 'busy';
    try {
      await this.#threads.run();
    } finally {
      if (this.#state === 'busy') this.#state = 'idle';
    }
  }

  #stage(images: Images, labels: Uint16Array): void {
    const { regions } = this.#compiled;
    const { height, width, channels } = this.plan.image;
    const expected = labels.length * height * width * channels;
    if (images.length !== expected) {
      const message = `${labels.length} images of ${height}x${width}x${channels} are ${expected} values, got ${images.length}.`;
      throw new ExactError('argument-invalid', message);
    }
    if (labels.some((label) => label >= this.plan.classes)) {
      throw new ExactError(
        'argument-invalid',
        `A label is not below the number of classes, ${this.plan.classes}.`,
      );
    }
    const isFloat = images instanceof Float32Array;
    if (isFloat) this.#memory.float32(regions.staging, expected).set(images);
    else this.#memory.bytes(regions.staging, expected).set(images);
    this.#memory.uint16(regions.labels, labels.length).set(labels);
    this.#memory.control[CONTROL.floatInput] = isFloat ? 1 : 0;
    this.#memory.control[CONTROL.images] = labels.length;
  }
}

/** The programs, their buffers, and the normalisation. */
function writeConstants(
  memory: EngineMemory,
  { training, evaluation, regions }: CompiledPlan,
  { mean, deviation }: NonNullable<EngineOptions['normalisation']>,
): void {
  for (const { program, buffers } of [training, evaluation]) {
    memory.uint32(program.line, program.words.length).set(program.words);
    memory.uint32(buffers.line, buffers.words.length).set(buffers.words);
  }
  memory.float32(regions.imageMean, mean.length).set(mean);
  const inverse = deviation.map((value) => 1 / value);
  memory.float32(regions.imageInverseDeviation, inverse.length).set(inverse);
}
