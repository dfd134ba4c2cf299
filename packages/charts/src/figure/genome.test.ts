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
      { from: 1, to: 2 },
      { from: 2, to: 3 },
      { from: 3, to: 4 },
    ]);
  });

  it('knows that a skip bit alone does not keep a phase', () => {
    const phases = genomePhases('00000011000000', 4);
    expect(phases.map((phase) => phase.active)).toEqual([false, true]);
  });
});
