/** Bits in one word. */
const WORD = 32;

/** One word of a packed genome: up to 32 neighbouring genes of one group. */
export interface BitWord {
  readonly group: number;
  readonly start: number;
  readonly length: number;
}

/** How genes of two values each are packed; genes of a group stand together. */
export function bitWordsOf(groups: readonly number[]): BitWord[] {
  const words: BitWord[] = [];
  let start = 0;
  for (let i = 1; i <= groups.length; i++) {
    if (i < groups.length && groups[i] === groups[start] && i - start < WORD) continue;
    words.push({ group: groups[start] ?? 0, start, length: i - start });
    start = i;
  }
  return words;
}

/** `count` genomes of `length` bits as words, genome by genome. */
export function packBits(
  genes: Uint16Array,
  count: number,
  length: number,
  words: readonly BitWord[],
): Int32Array {
  const packed = new Int32Array(count * words.length);
  for (let i = 0; i < count; i++)
    words.forEach((word, w) => {
      let bits = 0;
      for (let g = 0; g < word.length; g++) bits |= (genes[i * length + word.start + g] ?? 0) << g;
      packed[i * words.length + w] = bits;
    });
  return packed;
}

/** Number of ones in 32 bits. */
export function ones(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  return Math.imul(x, 0x01010101) >>> 24;
}
