import { MICRO_OPS, NetworkError } from '@naschain/network';
import { describe, expect, it } from 'vitest';
import { type MicroSpace, microCells, microDigits } from './microCells.ts';

const SPACE: MicroSpace = { kind: 'micro', blocks: 2, cells: 3, channels: 4 };
const GENOME = '3041200231402012';

describe('microCells', () => {
  it('reads both cells block by block', () => {
    const [normal, reduction] = microCells(SPACE, GENOME);
    const plain = (cell = normal) =>
      cell?.blocks.map((block) => block.map(({ name, input }) => `${name} ${input}`));
    expect(plain()).toEqual([
      ['sep conv 3×3 0', 'sep conv 5×5 1'],
      ['skip 0', 'max pool 3×3 2'],
    ]);
    expect(plain(reduction)).toEqual([
      ['sep conv 3×3 1', 'sep conv 5×5 0'],
      ['skip 0', 'avg pool 3×3 2'],
    ]);
    expect([normal?.active, reduction?.active]).toEqual([true, true]);
  });

  it('knows when a network has no cell of a kind', () => {
    // One cell is a reduction.
    const cells = microCells({ ...SPACE, cells: 1 }, GENOME);
    expect(cells.map(({ name, active }) => [name, active])).toEqual([
      ['Normal cell', false],
      ['Reduction cell', true],
    ]);
  });

  it('says who gave each gene, unless that is not known', () => {
    const letters = (inheritance: string | null) =>
      microCells(SPACE, GENOME, inheritance)
        .flatMap(({ blocks }) => blocks.flat())
        .map(({ givers }) => givers && givers.operation + givers.input);
    expect(letters('aabb*aabbbaa*bba').join('')).toBe('aabb*aabbbaa*bba');
    expect(new Set(letters(null))).toEqual(new Set([null]));
    expect(new Set(letters('aab'))).toEqual(new Set([null]));
  });

  it('has words for every operation', () => {
    const names = MICRO_OPS.map((_, op) => {
      const [normal] = microCells({ ...SPACE, blocks: 1 }, `${op}0000000`);
      return normal?.blocks[0]?.[0].name;
    });
    expect(new Set(names).size).toBe(MICRO_OPS.length);
  });

  it('refuses what is no genome of the space', () => {
    expect(() => microCells(SPACE, '3041')).toThrow(NetworkError);
  });
});

describe('microDigits', () => {
  it('groups the digits by cell and block', () => {
    expect(microDigits(GENOME)).toBe('normal 3041 2002, reduction 3140 2012');
  });
});
