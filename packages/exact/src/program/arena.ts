import { ExactError } from '../error.ts';

/** Addresses count lines of 64 bytes (16 floats) from the start of the arena, as in `cpp/memory.h`. */
export const LINE_BYTES = 64;
export const LINE_FLOATS = 16;

/** Bytes below the arena, for the constants of the compiled code (the build checks that they fit). */
export const ARENA_START = 1 << 20;
/** What 32-bit code can address: the most memory of one engine. */
export const MAX_BYTES = 2 ** 32;

/** Number of lines that `floats` floats take. */
export function linesOf(floats: number): number {
  return Math.ceil(floats / LINE_FLOATS);
}

/** Hands out the memory of one engine once and for all; nothing is ever freed. */
export class Arena {
  #lines = 0;
  /** Lines that nobody may touch, one after each piece of memory. */
  readonly #guards: number[] | undefined;

  /** Guards are for tests: with them, a tool that watches the kernels sees where one leaves its memory. */
  constructor({ guarded = false } = {}) {
    this.#guards = guarded ? [] : undefined;
  }

  get guards(): readonly number[] {
    return this.#guards ?? [];
  }

  /** Reserves zeroed memory and returns its first line. */
  lines(count: number): number {
    const first = this.#lines;
    this.#lines += count;
    if (this.#guards) this.#guards.push(this.#lines++);
    return first;
  }

  floats(count: number): number {
    return this.lines(linesOf(count));
  }

  /** Everything reserved so far and what lies below it. */
  get byteLength(): number {
    return ARENA_START + this.#lines * LINE_BYTES;
  }

  /** @throws ExactError `out-of-memory` if more than `limit` bytes were reserved. */
  requireWithin(limit: number): void {
    if (this.byteLength <= limit) return;
    const mebibytes = (bytes: number, round: (value: number) => number): string =>
      `${round(bytes / 2 ** 20).toLocaleString('en')} MiB`;
    throw new ExactError(
      'out-of-memory',
      `The network needs ${mebibytes(this.byteLength, Math.ceil)} at this batch size, ${mebibytes(limit, Math.floor)} is the limit; choose a smaller batch, fewer channels or fewer nodes.`,
    );
  }
}
