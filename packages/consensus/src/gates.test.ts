import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quorumGate, refereeGate } from './gates.ts';

describe('quorumGate', () => {
  it('opens at the quorum', () => {
    expect(quorumGate({ liveHotkeys: 2, quorum: 3 })).toEqual({ kind: 'needMiners', have: 2, need: 3 });
    expect(quorumGate({ liveHotkeys: 3, quorum: 3 })).toEqual({ kind: 'open' });
  });
});

describe('refereeGate', () => {
  it('waits while every live hotkey has had a seat', () => {
    const gate = refereeGate({ liveHotkeys: ['a', 'b', 'c'], seatedHotkeys: ['c', 'b', 'a'], openSeats: 1 });
    expect(gate).toEqual({ kind: 'needReferee', have: 3, need: 4 });
  });

  it('does not count on a seated hotkey that is gone', () => {
    const gate = refereeGate({ liveHotkeys: ['a', 'b'], seatedHotkeys: ['a', 'b', 'gone'], openSeats: 2 });
    expect(gate).toEqual({ kind: 'needReferee', have: 2, need: 4 });
  });

  it('is open without an open seat', () => {
    expect(refereeGate({ liveHotkeys: [], seatedHotkeys: ['a'], openSeats: 0 })).toEqual({ kind: 'open' });
  });

  it('opens once as many hotkeys are live as it said it needs, if the new ones are new to the batch', () => {
    const names = fc.uniqueArray(fc.integer({ min: 0, max: 9 }).map((n) => `k${n}`));
    fc.assert(
      fc.property(names, names, fc.integer({ min: 1, max: 4 }), (liveHotkeys, seatedHotkeys, openSeats) => {
        const gate = refereeGate({ liveHotkeys, seatedHotkeys, openSeats });
        const free = liveHotkeys.filter((hotkey) => !seatedHotkeys.includes(hotkey));
        expect(gate.kind === 'open').toBe(free.length > 0);
        if (gate.kind === 'open') return;
        const fresh = Array.from({ length: gate.need - gate.have }, (_, index) => `new${index}`);
        expect(fresh).toHaveLength(openSeats);
        expect(refereeGate({ liveHotkeys: [...liveHotkeys, ...fresh], seatedHotkeys, openSeats }).kind).toBe(
          'open',
        );
      }),
    );
  });
});
