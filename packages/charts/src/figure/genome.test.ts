import { describe, expect, it } from 'vitest';
import { genomePhases, phaseLength } from './genome.ts';

describe('genomePhases', () => {
  it('needs 7 bits for four nodes and 46 for ten', () => {
    expect(phaseLength(4)).toBe(7);
    expect(phaseLength(10)).toBe(46);
  });

  it('reads the rows of a phase in order, the skip bit last', () => {
    const [phase] = genomePhases('1010011', 4);
    expect(phase?.rows).toEqual(['1', '01', '001']);
    expect(phase?.skip).toBe(true);
    expect(phase?.arcs).toEqual([
      { from: 1, to: 2, giver: null },
      { from: 2, to: 3, giver: null },
      { from: 3, to: 4, giver: null },
    ]);
    expect(phase?.givers).toBeNull();
  });

  it('knows that a skip bit alone does not keep a phase', () => {
    const phases = genomePhases('00000011000000', 4);
    expect(phases.map((phase) => phase.active)).toEqual([false, true]);
  });

  it('says who gave each bit and so each connection', () => {
    const [first, second] = genomePhases('10100110100110', 4, 'aabba*b*aabbab');
    expect(first?.givers).toEqual(['a', 'ab', 'ba*', 'b']);
    expect(first?.arcs.map(({ giver }) => giver)).toEqual(['a', 'b', '*']);
    expect(second?.givers?.at(-1)).toBe('b');
  });

  it('does without an inheritance of another length', () => {
    expect(genomePhases('1010011', 4, 'aa')[0]?.givers).toBeNull();
  });
});
