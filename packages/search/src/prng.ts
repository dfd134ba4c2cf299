import { SearchError } from './error.ts';

/** Four unsigned 32-bit words, not all zero. Plain JSON. */
export type PrngState = readonly [number, number, number, number];

const WORDS = 2 ** 32;

const rotateLeft = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/**
 * xoshiro128** 1.1 (Blackman & Vigna, "Scrambled linear pseudorandom number generators", 2021): integer
 * operations only, so that every machine draws the same numbers. Not for secrets.
 */
export class Prng {
  private words: [number, number, number, number];

  /** Continues from a state that `state()` returned. */
  constructor(state: PrngState) {
    if (!isPrngState(state))
      throw new SearchError('state', 'a PRNG state is four 32-bit words, not all zero');
    this.words = [...state];
  }

  /** Expands a 32-bit seed with MurmurHash3's finaliser, a bijection: the state is never all zero. */
  static fromSeed(seed: number): Prng {
    const word = (k: number): number => {
      let z = (seed + Math.imul(k, 0x9e3779b9)) >>> 0;
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      return (z ^ (z >>> 16)) >>> 0;
    };
    return new Prng([word(1), word(2), word(3), word(4)]);
  }

  state(): PrngState {
    return [...this.words];
  }

  /** Uniform integer from 0 to 2^32 - 1. */
  next(): number {
    const [s0, s1, s2, s3] = this.words;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const t2 = s2 ^ s0;
    const t3 = s3 ^ s1;
    this.words = [(s0 ^ t3) >>> 0, (s1 ^ t2) >>> 0, (t2 ^ (s1 << 9)) >>> 0, rotateLeft(t3, 11) >>> 0];
    return result;
  }

  /**
   * Uniform integer from 0 to `bound` - 1, without modulo bias; `bound` is 1 to 2^32.
   * @throws RangeError on any other bound, for which there is nothing to draw.
   */
  below(bound: number): number {
    if (!(bound >= 1 && bound <= WORDS)) throw new RangeError(`nothing to draw below ${bound}`);
    const usable = WORDS - (WORDS % bound);
    for (;;) {
      const draw = this.next();
      if (draw < usable) return draw % bound;
    }
  }

  /** Puts a list into a random order, in place (Fisher & Yates). */
  shuffle<T extends NonNullable<unknown>>(list: T[]): void {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const [a, b] = [list[i], list[j]];
      if (a === undefined || b === undefined) return;
      list[i] = b;
      list[j] = a;
    }
  }

  /** `count` elements of the list (all, if it has fewer), drawn without replacement. */
  sample<T extends NonNullable<unknown>>(list: readonly T[], count: number): T[] {
    const rest = [...list];
    const end = Math.min(count, rest.length);
    for (let i = 0; i < end; i++) {
      const j = i + this.below(rest.length - i);
      const [a, b] = [rest[i], rest[j]];
      if (a === undefined || b === undefined) break;
      rest[i] = b;
      rest[j] = a;
    }
    return rest.slice(0, end);
  }

  /** True with probability `p` (0 to 1, in steps of 2^-32). */
  chance(p: number): boolean {
    return this.next() < p * WORDS;
  }
}

export function isPrngState(value: unknown): value is PrngState {
  return (
    Array.isArray(value) &&
    value.length === 4 &&
    value.every((word) => Number.isInteger(word) && word >= 0 && word < WORDS) &&
    value.some((word) => word !== 0)
  );
}
