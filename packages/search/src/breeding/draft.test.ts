import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHANCE, lineageOf, orphan } from './draft.ts';

describe('lineage', () => {
  test('orders parents by what they gave, then by id, and marks what nobody gave', () => {
    expect(lineageOf([9, 4, 4, CHANCE, 9, 4, 2])).toEqual({ parents: [4, 9, 2], inheritance: 'baa*bac' });
    expect(lineageOf([7, 3, 3, 7])).toEqual({ parents: [3, 7], inheritance: 'baab' });
    expect(lineageOf([5, CHANCE])).toEqual({ parents: [5], inheritance: 'a*' });
  });

  test('an orphan has none', () => {
    const draft = orphan([0, 1, 2], 'random');
    expect(draft).toMatchObject({ genome: [0, 1, 2], operator: 'random' });
    expect(lineageOf(draft.sources)).toEqual({ parents: [], inheritance: null });
  });

  test('names at most eight parents; what others gave counts as chance', () => {
    const sources = [10, 11, 12, 13, 14, 15, 16, 17, 18, 18];
    expect(lineageOf(sources)).toEqual({
      parents: [18, 10, 11, 12, 13, 14, 15, 16],
      inheritance: 'bcdefgh*aa',
    });
  });

  test('every letter names the parent that gave the gene', () => {
    const sources = fc.array(fc.integer({ min: CHANCE, max: 11 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sources, (list) => {
        const { parents, inheritance } = lineageOf(list);
        expect(new Set(parents).size).toBe(parents.length);
        const given = (id: number): number => list.filter((source) => source === id).length;
        parents.forEach((id, i) => {
          expect(given(id)).toBeGreaterThan(0);
          const next = parents[i + 1];
          if (next !== undefined)
            expect(given(id) > given(next) || (given(id) === given(next) && id < next)).toBe(true);
        });
        expect(inheritance === null).toBe(parents.length === 0);
        if (inheritance === null) return;
        expect(inheritance).toHaveLength(list.length);
        for (const [i, letter] of [...inheritance].entries())
          if (letter === '*') expect(parents).not.toContain(list[i]);
          else expect(parents[letter.charCodeAt(0) - 97]).toBe(list[i]);
      }),
    );
  });
});
