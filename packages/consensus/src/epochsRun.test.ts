import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochsRun } from './epochsRun.ts';

const hitsOf = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 30 });
const rule = fc.record(
  { patience: fc.integer({ min: 1, max: 8 }), minEpochs: fc.integer({ min: 1, max: 30 }) },
  { requiredKeys: ['patience'] },
);

describe('epochsRun', () => {
  it('is all epochs without a rule', () => {
    expect(epochsRun({ epochs: 5 }, [])).toBe(5);
    expect(epochsRun({ epochs: 5 }, [3, 3, 3, 3, 3])).toBe(5);
  });

  it.each<[string, number[], number]>([
    ['not yet known', [], 10],
    ['best just reached', [5], 10],
    ['one epoch without a better one', [5, 5], 10],
    ['two of them: equal hits are no better ones', [5, 5, 5], 3],
    ['better in time', [5, 4, 6], 10],
    ['and then no more', [5, 4, 6, 5, 6, 9], 5],
    ['falling from the start', [5, 4, 3, 9], 3],
    ['the end comes first', [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 1, 1], 10],
  ])('with patience 2: %s', (_, hits, epochs) => {
    expect(epochsRun({ epochs: 10, earlyStop: { patience: 2 } }, hits)).toBe(epochs);
  });

  it('waits for the smallest number of epochs, and then looks back over all of them', () => {
    const earlyStop = { patience: 2, minEpochs: 5 };
    expect(epochsRun({ epochs: 10, earlyStop }, [5, 4, 3, 2])).toBe(10);
    expect(epochsRun({ epochs: 10, earlyStop }, [5, 4, 3, 2, 1])).toBe(5);
    expect(epochsRun({ epochs: 10, earlyStop }, [5, 4, 3, 6, 1, 1, 1])).toBe(6);
    expect(epochsRun({ epochs: 4, earlyStop }, [5, 4, 3, 2, 1])).toBe(4);
  });

  it('is what the rule says, read word by word', () => {
    fc.assert(
      fc.property(hitsOf, rule, fc.integer({ min: 1, max: 30 }), (hits, earlyStop, epochs) => {
        const { patience, minEpochs = 1 } = earlyStop;
        const ends = hits.findIndex((_, index) => {
          const so = hits.slice(0, index + 1);
          const reached = so.indexOf(Math.max(...so)) + 1;
          return index + 1 >= minEpochs && reached <= index + 1 - patience;
        });
        expect(epochsRun({ epochs, earlyStop }, hits)).toBe(ends < 0 ? epochs : Math.min(epochs, ends + 1));
      }),
    );
  });

  it('gives a shorter training the end of the longer one, or its own last epoch', () => {
    fc.assert(
      fc.property(hitsOf, rule, fc.integer({ min: 1, max: 30 }), (hits, earlyStop, short) => {
        const long = epochsRun({ epochs: 30, earlyStop }, hits);
        const seen = hits.slice(0, short);
        expect(epochsRun({ epochs: short, earlyStop }, seen)).toBe(Math.min(short, long));
      }),
    );
  });
});
