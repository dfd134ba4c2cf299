import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConsensusError } from './consensusError.ts';
import { decideDivergence } from './decideDivergence.ts';

describe('decideDivergence', () => {
  it.each([
    ['a quorum says so', 3, ['a', 'b', 'c'], 0, 'failed'],
    ['more than a quorum', 2, ['a', 'b', 'c'], 0, 'failed'],
    ['one liar', 3, ['a'], 0, 'wait'],
    ['one less than a quorum', 3, ['a', 'b'], 0, 'wait'],
    ['one hotkey again and again', 3, ['a', 'a', 'a', 'a'], 0, 'wait'],
    ['a result that speaks against it', 3, ['a', 'b', 'c', 'd'], 1, 'wait'],
    ['a quorum of one', 1, ['a'], 0, 'failed'],
    ['nobody', 1, [], 0, 'wait'],
  ] as const)('for %s', (_, quorum, divergedHotkeys, results, kind) => {
    expect(decideDivergence({ quorum, divergedHotkeys, results })).toEqual({ kind });
  });

  it('never lets fewer liars than the quorum fail a job, and does not depend on their order', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 9 }), fc.nat({ max: 2 }), (hotkeys, quorum, results) => {
        const { kind } = decideDivergence({ quorum, divergedHotkeys: hotkeys, results });
        if (new Set(hotkeys).size < quorum || results > 0) expect(kind).toBe('wait');
        const divergedHotkeys = [...hotkeys].reverse();
        expect(decideDivergence({ quorum, divergedHotkeys, results }).kind).toBe(kind);
      }),
    );
  });

  it.each([
    { quorum: 0, results: 0 },
    { quorum: 1.5, results: 0 },
    { quorum: 1, results: -1 },
  ])('refuses %o', (numbers) => {
    expect(() => decideDivergence({ ...numbers, divergedHotkeys: ['a'] })).toThrow(ConsensusError);
  });
});
