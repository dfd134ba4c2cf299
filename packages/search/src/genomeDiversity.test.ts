import fc from 'fast-check';
import { expect, test } from 'vitest';
import { genomeDiversity } from './genomeDiversity.ts';

const genomes = fc
  .integer({ min: 1, max: 6 })
  .chain((genes) =>
    fc.array(fc.array(fc.nat({ max: 3 }), { minLength: genes, maxLength: genes }), { maxLength: 12 }),
  );

test('is the mean share of genes in which two genomes differ', () => {
  fc.assert(
    fc.property(genomes, (list) => {
      let [differing, compared] = [0, 0];
      for (const [i, a] of list.entries())
        for (const b of list.slice(i + 1))
          for (const [gene, value] of a.entries()) {
            compared++;
            if (value !== b[gene]) differing++;
          }
      const diversity = genomeDiversity(list);
      expect(diversity).toBe(compared === 0 ? 0 : differing / compared);
      expect(genomeDiversity(list.toReversed())).toBe(diversity);
    }),
  );
});

test('takes none, one, equal and empty genomes', () => {
  expect(genomeDiversity([])).toBe(0);
  expect(genomeDiversity([[1, 2]])).toBe(0);
  expect(genomeDiversity([[], []])).toBe(0);
  expect(genomeDiversity(new Array(5).fill([0, 1, 2]))).toBe(0);
  expect(
    genomeDiversity([
      [0, 0],
      [1, 1],
    ]),
  ).toBe(1);
});

test('refuses genomes of different lengths', () => {
  expect(() => genomeDiversity([[1], [1, 2]])).toThrow(expect.objectContaining({ code: 'genome' }));
});
