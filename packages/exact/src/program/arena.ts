import { ExactError } from '../error.ts';

/** Addresses count lines of 64 bytes (16 floats) from the start of the arena, as in `cpp/memory.h`. */
export const LINE_BYTES = 64;
export const LINE_FLOATS = 16;

/** Bytes below the arena, for the constants of the compiled code (the build checks that they fit). */
export const ARENA_START = 1 << 20;
const MAX_BYTES = 2 ** 32;

/** Number of lines that `floats` floats take. */
export function linesOf(floats: number): number {
  return Math.ceil(floats / LINE_FLOATS);
}

/** Hands out the memory of one engine once and for all; nothing is ever freed. */
export class Arena {
  #lines = 0;

  /** Reserves zeroed memory and returns its first line. */
  lines(count: number): number {
    const first = this.#lines;
    this.#lines += count;
    if (this.byteLength > MAX_BYTES) {
      throw new ExactError(
        'out-of-memory',
        `The network needs more than ${MAX_BYTES / 2 ** 30} GiB at this batch size; choose a smaller batch, fewer channels or fewer nodes.`,
      );
    }
    return first;
  }

  floats(count: number): number {
    return this.lines(linesOf(count));
  }

  /** Everything reserved so far and what lies below it. */
  get byteLength(): number {
    return ARENA_START + this.#lines * LINE_BYTES;
  }
}
