import type { ThreadCode, ThreadData } from './control.ts';
import { ARENA_START, type Arena, LINE_BYTES, LINE_FLOATS } from './program/arena.ts';
import type { ParameterBlock } from './program/parameters.ts';
import type { WasmMemory } from './webAssembly.ts';

const STACK_BYTES = 65_536;

/** The memory of one engine, shared with its threads, seen as arrays by first line and length. */
export class EngineMemory {
  readonly shared: WasmMemory;

  /** `shared` must be zero from the arena on. */
  constructor(shared: WasmMemory) {
    this.shared = shared;
  }

  /** Reserves a stack for each thread and returns the first lines. */
  static reserveStacks(arena: Arena, threads: number): number[] {
    return Array.from({ length: threads }, () => arena.lines(STACK_BYTES / LINE_BYTES));
  }

  threadData(code: ThreadCode, thread: number, stack: number): ThreadData {
    const stackTop = addressOf(stack) + STACK_BYTES;
    return { code, memory: this.shared, thread, arena: ARENA_START, stackTop };
  }

  get control(): Int32Array {
    return new Int32Array(this.shared.buffer, ARENA_START, 16);
  }

  /** The control block's words seen as floats. */
  get controlFloats(): Float32Array {
    return this.float32(0, 16);
  }

  bytes(line: number, length: number): Uint8Array {
    return new Uint8Array(this.shared.buffer, addressOf(line), length);
  }

  uint16(line: number, length: number): Uint16Array {
    return new Uint16Array(this.shared.buffer, addressOf(line), length);
  }

  uint32(line: number, length: number): Uint32Array {
    return new Uint32Array(this.shared.buffer, addressOf(line), length);
  }

  float32(line: number, length: number): Float32Array {
    return new Float32Array(this.shared.buffer, addressOf(line), length);
  }

  float64(line: number, length: number): Float64Array {
    return new Float64Array(this.shared.buffer, addressOf(line), length);
  }

  lines(line: number, count: number): Float32Array {
    return this.float32(line, count * LINE_FLOATS);
  }

  /** Copies a block out, without padding lanes. */
  readBlock({ rows, columns, lanes }: ParameterBlock, line: number): Float32Array {
    const stored = this.float32(line, rows * lanes);
    const values = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      values.set(stored.subarray(row * lanes, row * lanes + columns), row * columns);
    }
    return values;
  }

  /** Copies a block in; the padding lanes stay zero. */
  writeBlock({ rows, columns, lanes }: ParameterBlock, line: number, values: Float32Array): void {
    const stored = this.float32(line, rows * lanes);
    for (let row = 0; row < rows; row++) {
      stored.set(values.subarray(row * columns, (row + 1) * columns), row * lanes);
    }
  }
}

function addressOf(line: number): number {
  return ARENA_START + line * LINE_BYTES;
}

/** Joins arrays into one. */
export function concatenate(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let first = 0;
  for (const part of parts) {
    whole.set(part, first);
    first += part.length;
  }
  return whole;
}
