import { ExactError } from './error.ts';
import { ARENA_START } from './program/arena.ts';
import { type WasmMemory, wasm } from './webAssembly.ts';

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;

interface Entry {
  readonly memory: WasmMemory;
  /** Bytes that an engine may have written so far. */
  used: number;
}

/**
 * Memories of closed engines, to be used again: the runtime does not count shared WebAssembly memory, so it would
 * collect it late or never, and a process that trains one network after another would fill the machine. A process thus
 * holds as many memories as engines were ever open at once, each as large as the largest network it served.
 */
export class MemoryPool {
  readonly #free = new Set<Entry>();
  readonly #lent = new Map<WasmMemory, Entry>();

  /** A memory of at least `byteLength` bytes, zero from the arena on. @throws ExactError `out-of-memory`. */
  take(byteLength: number): WasmMemory {
    const entry = this.#fitting(byteLength) ?? { memory: allocate(byteLength), used: 0 };
    const missing = byteLength - entry.memory.buffer.byteLength;
    try {
      if (missing > 0) entry.memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch (cause) {
      throw tooLarge(byteLength, cause);
    }
    if (entry.used > ARENA_START) {
      new Uint8Array(entry.memory.buffer, ARENA_START, entry.used - ARENA_START).fill(0);
    }
    entry.used = byteLength;
    this.#free.delete(entry);
    this.#lent.set(entry.memory, entry);
    return entry.memory;
  }

  /** Takes a memory back. Nobody may use it any more. */
  giveBack(memory: WasmMemory): void {
    const entry = this.#lent.get(memory);
    if (entry && this.#lent.delete(memory)) this.#free.add(entry);
  }

  /** The smallest memory that is large enough, or else the largest, which then grows. */
  #fitting(byteLength: number): Entry | undefined {
    const bySize = [...this.#free].sort((a, b) => a.memory.buffer.byteLength - b.memory.buffer.byteLength);
    return bySize.find(({ memory }) => memory.buffer.byteLength >= byteLength) ?? bySize[bySize.length - 1];
  }
}

function allocate(byteLength: number): WasmMemory {
  try {
    const initial = Math.ceil(byteLength / PAGE_BYTES);
    return new wasm.Memory({ initial, maximum: MAX_PAGES, shared: true });
  } catch (cause) {
    throw tooLarge(byteLength, cause);
  }
}

function tooLarge(byteLength: number, cause: unknown): ExactError {
  const mebibytes = Math.ceil(byteLength / 2 ** 20);
  const message = `This machine cannot provide the ${mebibytes} MiB that the network needs; choose a smaller batch or a smaller network.`;
  return new ExactError('out-of-memory', message, { cause });
}
