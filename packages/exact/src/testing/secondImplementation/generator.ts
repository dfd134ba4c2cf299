type Words = [number, number, number, number];

/** "Random numbers" of the contract: xoshiro128** on four words of 32 bits. */
export class Generator {
  readonly #words: Words;

  constructor(seed: number, stream: number) {
    this.#words = [firstWord(seed, stream, 1), firstWord(seed, stream, 2), firstWord(seed, stream, 3), 0];
    this.#words[3] = firstWord(seed, stream, 4) || 1;
  }

  /** From 0 to 2^32 - 1. */
  next(): number {
    const words = this.#words;
    const result = Math.imul(rotateLeft(Math.imul(words[1], 5), 7), 9);
    const shifted = words[1] << 9;
    words[2] ^= words[0];
    words[3] ^= words[1];
    words[1] ^= words[2];
    words[0] ^= words[3];
    words[2] ^= shifted;
    words[3] = rotateLeft(words[3], 11);
    return result >>> 0;
  }

  /** In [0, 1). */
  unit(): number {
    return (this.next() >>> 8) / 2 ** 24;
  }
}

function firstWord(seed: number, stream: number, index: number): number {
  const fromSeed = scatter((seed + Math.imul(index, 0x9e3779b9)) | 0);
  const fromStream = scatter((stream + Math.imul(index, 0x7f4a7c15)) | 0);
  return scatter(fromSeed ^ rotateLeft(fromStream, 16));
}

function scatter(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
