import { describe, expect, it } from 'vitest';
import { testIndividual } from './fixture.ts';
import { giftsOf, giftsText, operatorTerm, runsText } from './lineageWords.ts';

const four = testIndividual({ individualId: 'x', ordinal: 4 });
const nine = testIndividual({ individualId: 'y', ordinal: 9 });
const individuals = new Map([four, nine].map((individual) => [individual.individualId, individual]));
const child = testIndividual({ parents: ['x', 'y'], inheritance: 'aaba*ab' });

describe('lineage', () => {
  it('counts the bits of each parent and of chance', () => {
    const gifts = giftsOf(child, individuals);
    expect(gifts.map(({ giver, bits, parent }) => [giver, bits, parent?.ordinal])).toEqual([
      ['a', 4, 4],
      ['b', 2, 9],
      ['*', 1, undefined],
    ]);
    expect(giftsText(gifts)).toBe('4 bits from network 4, 2 from network 9, 1 by chance');
  });

  it('tells who gave which bits', () => {
    expect(runsText('aaba*ab', giftsOf(child, individuals))).toBe(
      'bits 1 to 2 from network 4, bit 3 from network 9, bit 4 from network 4, bit 5 by chance, bit 6 from network 4, bit 7 from network 9',
    );
  });

  it('is empty without an inheritance, and survives a parent that is not there', () => {
    expect(giftsOf(testIndividual({}), individuals)).toEqual([]);
    expect(giftsText(giftsOf(child, new Map()))).toContain('4 bits from an unknown network');
  });
});

describe('operatorTerm', () => {
  it('puts operators into words and shows others', () => {
    expect(operatorTerm('crossover+mutation').text).toBe('Crossover, then mutation');
    expect(operatorTerm('toString').text).toBe('toString');
  });
});
