import { CONTROL } from './control.ts';
import { type DropPath, dropPathFactors } from './dropPath.ts';
import { EngineState } from './engineState.ts';
import { ExactError } from './error.ts';
import type { EngineMemory } from './memory.ts';
import { type EngineOptions, type Hyperparameters, type Images, normalisationOf } from './options.ts';
import type { Plan } from './plan.ts';
import type { CompiledPlan, ProgramImage } from './program/compile.ts';
import { initialValues } from './program/parameters.ts';
import { Random } from './random.ts';

/** A compiled plan in the memory of an engine: everything that threads need to run it, and what they leave there. */
export class LoadedPlan {
  readonly plan: Plan;
  readonly compiled: CompiledPlan;
  readonly memory: EngineMemory;
  readonly state: EngineState;

  /** Writes everything that stays as it is into `memory`, which must be zero. `threads`: those that will compute. */
  constructor(
    plan: Plan,
    compiled: CompiledPlan,
    memory: EngineMemory,
    threads: number,
    options: Pick<EngineOptions, 'normalisation'>,
  ) {
    this.plan = plan;
    this.compiled = compiled;
    this.memory = memory;
    this.state = new EngineState(memory, compiled.regions);
    memory.control[CONTROL.threads] = threads;
    writeConstants(memory, compiled, normalisationOf(options, plan.image.channels));
  }

  /** Draws initial weights, clears momentum and running statistics. */
  initialise(seed: number): void {
    const random = new Random(seed, 0);
    this.state.write((block) => initialValues(block, this.plan, random));
  }

  /** Names the program that the threads run next. */
  select({ program, buffers }: ProgramImage): void {
    this.memory.control[CONTROL.program] = program.line;
    this.memory.control[CONTROL.buffers] = buffers.line;
  }

  setHyperparameters(hyper: Hyperparameters): void {
    const floats = this.memory.controlFloats;
    floats[CONTROL.learningRate] = hyper.learningRate;
    floats[CONTROL.momentum] = hyper.momentum;
    floats[CONTROL.weightDecay] = hyper.weightDecay;
    const { gradientClip = 0, labelSmoothing = 0 } = hyper;
    this.memory.float64(this.compiled.regions.stepOptions, 2).set([gradientClip, labelSmoothing]);
  }

  /** Draws which images lose which paths in the next step. */
  stageDropPath(images: number, dropPath: DropPath = { probability: 0, seed: 0 }): void {
    const lines = [...this.compiled.regions.dropPaths.values()];
    const factors = dropPathFactors(lines.length, images, dropPath);
    lines.forEach((line, op) => {
      this.memory.float32(line, images).set(factors[op] ?? []);
    });
  }

  /** Copies images and labels in. @throws ExactError `argument-invalid` */
  stage(images: Images, labels: Uint16Array): void {
    const { regions } = this.compiled;
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
    if (isFloat) this.memory.float32(regions.staging, expected).set(images);
    else this.memory.bytes(regions.staging, expected).set(images);
    this.memory.uint16(regions.labels, labels.length).set(labels);
    this.memory.control[CONTROL.floatInput] = isFloat ? 1 : 0;
    this.memory.control[CONTROL.images] = labels.length;
  }

  /** Mean loss of the `count` images of a step. */
  meanLoss(count: number): number {
    const losses = this.memory.float64(this.compiled.regions.results, count);
    return losses.reduce((sum, value) => sum + value, 0) / count;
  }

  /** How many of the `count` images of an evaluation were classified correctly. */
  hits(count: number): number {
    return this.memory.uint32(this.compiled.regions.results, count).reduce((sum, value) => sum + value, 0);
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
