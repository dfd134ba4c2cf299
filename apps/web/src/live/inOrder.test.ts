import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder } from './inOrder.ts';

const seqs = (events: readonly { seq: number }[]): number[] => events.map((event) => event.seq);

describe('inOrder', () => {
  it('passes on what continues the stream and holds what is behind a hole', () => {
    const { ready, held } = inOrder(3, [], [{ seq: 4 }, { seq: 5 }, { seq: 7 }]);
    expect(seqs(ready)).toEqual([4, 5]);
    expect(seqs(held)).toEqual([7]);
  });

  it('drops what is known already', () => {
    expect(inOrder(3, [], [{ seq: 2 }, { seq: 3 }])).toEqual({ ready: [], held: [] });
  });

  it('delivers each event once and in order, however batches are cut, repeated and shuffled', () => {
    const batches = fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }), { maxLength: 12 });
    fc.assert(
      fc.property(batches, (arrivals) => {
        let held: readonly { seq: number }[] = [];
        const delivered: number[] = [];
        for (const batch of [...arrivals, Array.from({ length: 12 }, (_, index) => index + 1)]) {
          const result = inOrder(
            delivered.length,
            held,
            batch.map((seq) => ({ seq })),
          );
          held = result.held;
          delivered.push(...seqs(result.ready));
        }
        expect(delivered).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
        expect(held).toEqual([]);
      }),
    );
  });
});
