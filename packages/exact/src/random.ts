/**
 * xoshiro128** (Blackman and Vigna): 32-bit integer arithmetic only, so equal everywhere. One seed gives many
 * independent streams, one per purpose.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** `seed` and `stream` are taken modulo 2^32. */
  constructor(seed: number, stream: number) {
    this.#a = seedWord(seed, stream, 1);
    this.#b = seedWord(seed, stream, 2);
    this.#c = seedWord(seed, stream, 3);
    // The generator must not start at all zeros.
    this.#d = seedWord(seed, stream, 4) || 1;
  }

  /** An integer from 0 to 2^32 - 1. */
  uint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }

  /** A multiple of 2^-24 in [0, 1). */
  unit(): number {
    return (this.uint32() >>> 8) / 0x1000000;
  }

  /** An unbiased integer from 0 to `bound` - 1, by rejection; `bound` from 1 to 2^32. */
  below(bound: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % bound;
  }

  /** Shuffles the first `count` places in place (Fisher-Yates from the front): a uniform draw of `count` elements. */
  shuffle(items: Uint32Array, count: number = items.length): void {
    for (let place = 0; place < Math.min(count, items.length - 1); place++) {
      const other = place + this.below(items.length - place);
      const kept = items[place] ?? 0;
      items[place] = items[other] ?? 0;
      items[other] = kept;
    }
  }
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Word `index` of the state: seed and stream, each scattered, then scattered together. */
function seedWord(seed: number, stream: number, index: number): number {
  const fromSeed = scatter(seed + Math.imul(index, 0x9e3779b9));
  const fromStream = scatter(stream + Math.imul(index, 0x7f4a7c15));
  return scatter(fromSeed ^ rotateLeft(fromStream, 16));
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function scatter(value: number): number {
  let z = value | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) | 0;
}
