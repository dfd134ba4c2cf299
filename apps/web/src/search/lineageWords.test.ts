import { describe, expect, it } from 'vitest';
import { testIndividual } from './fixture.ts';
import { geneNoun, giftsOf, giverText, operatorTerm, runsText } from './lineageWords.ts';

const four = testIndividual({ individualId: 'x', ordinal: 4 });
const nine = testIndividual({ individualId: 'y', ordinal: 9 });
const individuals = new Map([four, nine].map((individual) => [individual.individualId, individual]));
const child = testIndividual({ parents: ['x', 'y'], inheritance: 'aaba*ab' });

describe('lineage', () => {
  it('counts the genes of each parent and of chance', () => {
    const gifts = giftsOf(child, individuals);
    expect(gifts.map(({ giver, genes, parent }) => [giver, genes, parent?.ordinal])).toEqual([
      ['a', 4, 4],
      ['b', 2, 9],
      ['*', 1, undefined],
    ]);
    expect(gifts.map(giverText)).toEqual(['from network 4', 'from network 9', 'by chance']);
  });

  it('tells who gave which genes', () => {
    expect(runsText('aaba*ab', giftsOf(child, individuals), 'bit')).toBe(
      'bits 1 to 2 from network 4, bit 3 from network 9, bit 4 from network 4, bit 5 by chance, bit 6 from network 4, bit 7 from network 9',
    );
  });

  it('calls them what they are in the space', () => {
    const micro = geneNoun({ kind: 'micro', blocks: 1, cells: 3, channels: 4 });
    expect(geneNoun({ kind: 'macro', phases: 1, nodes: 2, channels: 4 })).toBe('bit');
    expect(runsText('ab', giftsOf(child, individuals), micro)).toBe(
      'gene 1 from network 4, gene 2 from network 9',
    );
  });

  it('is empty without an inheritance, and survives a parent that is not there', () => {
    expect(giftsOf(testIndividual({}), individuals)).toEqual([]);
    expect(giftsOf(child, new Map()).map(giverText)).toContain('from an unknown network');
  });
});

describe('operatorTerm', () => {
  it('puts operators into words and shows others', () => {
    expect(operatorTerm('crossover+mutation').text).toBe('Crossover, then mutation');
    expect(operatorTerm('toString').text).toBe('toString');
  });
});
