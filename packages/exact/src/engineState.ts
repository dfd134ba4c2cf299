import { ExactError } from './error.ts';
import { concatenate, type EngineMemory } from './memory.ts';
import { isStatistic, type ParameterBlock } from './program/parameters.ts';
import { type Regions, valuesLine } from './program/regions.ts';

/** What of an engine changes as it trains, as little-endian floats in canonical order (README), without padding. */
export class EngineState {
  readonly #memory: EngineMemory;
  readonly #regions: Regions;

  constructor(memory: EngineMemory, regions: Regions) {
    this.#memory = memory;
    this.#regions = regions;
  }

  /** Weights and running statistics. @throws ExactError `non-finite` */
  weights(): Float32Array<ArrayBuffer> {
    const { blocks } = this.#regions.layout;
    return finite(this.#read(blocks, (block) => valuesLine(this.#regions, block)));
  }

  /** Of every trainable block. @throws ExactError `non-finite` */
  momentum(): Float32Array<ArrayBuffer> {
    return finite(this.#read(this.#trainable(), ({ line }) => this.#regions.momentum + line));
  }

  gradients(): Float32Array {
    return this.#read(this.#trainable(), ({ line }) => this.#regions.gradients + line);
  }

  /** Takes the values of each block, statistics included, from `valuesOf`, and clears the momentum. */
  write(valuesOf: (block: ParameterBlock) => Float32Array): void {
    const { layout, momentum } = this.#regions;
    for (const block of layout.blocks) {
      this.#memory.writeBlock(block, valuesLine(this.#regions, block), valuesOf(block));
    }
    this.#memory.lines(momentum, layout.trainableLines).fill(0);
  }

  /** Writes what `weights` returned, as bytes, and clears the momentum. @throws ExactError `argument-invalid` */
  restoreWeights(bytes: Uint8Array): void {
    const { blocks } = this.#regions.layout;
    this.write(valuesIn(floatsOf(bytes, blocks, 'weights')));
  }

  /**
   * Writes what `weights` and then `momentum` returned, as bytes.
   * @throws ExactError `argument-invalid` for another number of bytes, or values that are NaN or infinite.
   */
  restoreAll(bytes: Uint8Array): void {
    const trainable = this.#trainable();
    const floats = floatsOf(bytes, [...this.#regions.layout.blocks, ...trainable], 'weights and momentum');
    if (!floats.every(Number.isFinite)) {
      throw new ExactError('argument-invalid', 'The state to restore has a NaN or an infinity in it.');
    }
    const next = valuesIn(floats);
    this.write(next);
    for (const block of trainable) {
      this.#memory.writeBlock(block, this.#regions.momentum + block.line, next(block));
    }
  }

  #trainable(): ParameterBlock[] {
    return this.#regions.layout.blocks.filter((block) => !isStatistic(block));
  }

  #read(
    blocks: readonly ParameterBlock[],
    lineOf: (block: ParameterBlock) => number,
  ): Float32Array<ArrayBuffer> {
    return concatenate(blocks.map((block) => this.#memory.readBlock(block, lineOf(block))));
  }
}

/** @throws ExactError `argument-invalid` unless there are as many as the blocks have values. */
function floatsOf(bytes: Uint8Array, blocks: readonly ParameterBlock[], what: string): Float32Array {
  const expected = blocks.reduce((sum, { rows, columns }) => sum + rows * columns * 4, 0);
  if (bytes.length !== expected) {
    throw new ExactError('argument-invalid', `Expected ${expected} bytes of ${what}, got ${bytes.length}.`);
  }
  // A copy from the start of its own memory, which `slice` of a Node buffer is not.
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/** Hands out `floats` block by block. */
function valuesIn(floats: Float32Array): (block: ParameterBlock) => Float32Array {
  let first = 0;
  return ({ rows, columns }) => {
    first += rows * columns;
    return floats.subarray(first - rows * columns, first);
  };
}

function finite(floats: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  if (floats.every(Number.isFinite)) return floats;
  throw new ExactError('non-finite', 'A weight became infinite or NaN; lower the learning rate.');
}
