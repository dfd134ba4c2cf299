import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitWordsOf, ones, packBits } from './bitWords.ts';

/** Groups of a few lengths, one after another. */
const groupings = fc
  .array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 })
  .map((lengths) => lengths.flatMap((length, group) => new Array<number>(length).fill(group)));

test('words cover every gene once, in order, each of one group and at most 32 genes', () => {
  fc.assert(
    fc.property(groupings, (groups) => {
      const words = bitWordsOf(groups);
      expect(
        words.flatMap(({ start, length }) => groups.map((_, i) => i).slice(start, start + length)),
      ).toEqual(groups.map((_, i) => i));
      for (const { group, start, length } of words) {
        expect(length).toBeLessThanOrEqual(32);
        expect(new Set(groups.slice(start, start + length))).toEqual(new Set([group]));
      }
      // No more words than need be.
      const needed = [...new Set(groups)].map((group) => groups.filter((one) => one === group).length / 32);
      expect(words).toHaveLength(needed.reduce((sum, count) => sum + Math.ceil(count), 0));
    }),
  );
});

test('ones of the difference of two packed genomes are the genes that differ', () => {
  const cases = groupings.chain((groups) =>
    fc.record({
      groups: fc.constant(groups),
      genes: fc.array(fc.nat(1), { minLength: 2 * groups.length, maxLength: 2 * groups.length }),
    }),
  );
  fc.assert(
    fc.property(cases, ({ groups, genes }) => {
      const words = bitWordsOf(groups);
      const packed = packBits(Uint16Array.from(genes), 2, groups.length, words);
      expect(packed).toHaveLength(2 * words.length);
      for (const [w, { start, length }] of words.entries()) {
        const differing = ones((packed[w] ?? 0) ^ (packed[words.length + w] ?? 0));
        const range = groups.map((_, i) => i).slice(start, start + length);
        expect(differing).toBe(range.filter((i) => genes[i] !== genes[groups.length + i]).length);
      }
    }),
  );
});

test('ones counts the ones of any 32 bits', () => {
  fc.assert(
    fc.property(fc.integer(), (word) => {
      expect(ones(word)).toBe([...(word >>> 0).toString(2)].filter((digit) => digit === '1').length);
    }),
  );
  expect([ones(0), ones(-1), ones(1 << 31)]).toEqual([0, 32, 1]);
});
