import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memberOf, pendingOf } from '../testing/examples.ts';
import { stateOf } from '../testing/proposal.ts';
import { CONFIG } from '../testing/syntheticSearch.ts';
import { memberOf as evaluated, fullyTrained, knownNetworks, lastRung, membersOf, merge } from './archive.ts';

/** Two lists without an id in common, each ascending. */
const split = fc
  .uniqueArray(fc.tuple(fc.nat(60), fc.boolean()), { selector: ([id]) => id })
  .map((list) => [true, false].map((side) => idsOf(list, side).map((id) => memberOf(id, {}))));
const idsOf = (list: readonly (readonly [number, boolean])[], side: boolean): number[] =>
  list.flatMap(([id, left]) => (left === side ? [id] : [])).sort((a, b) => a - b);

test('merging keeps the order by id, and leaves both lists alone', () => {
  fc.assert(
    fc.property(split, ([archive = [], told = []]) => {
      const before = [...archive];
      const merged = merge(archive, told);
      expect(merged).toEqual([...archive, ...told].sort((a, b) => a.id - b.id));
      expect(archive).toEqual(before);
    }),
  );
});

test('members are found by id, in the order asked', () => {
  fc.assert(
    fc.property(split, ([archive = []]) => {
      const ids = [...archive].reverse().map(({ id }) => id);
      expect(membersOf(archive, ids).map(({ id }) => id)).toEqual(ids);
      expect(membersOf(archive, [1000])).toEqual([]);
    }),
  );
});

test('fully trained are those of the last rung', () => {
  const fidelity = { epochs: [1, 3, 9], eta: 3 };
  expect([lastRung(null), lastRung(fidelity)]).toEqual([0, 2]);
  const archive = [0, 1, 2, 0, 2].map((rung, id) => memberOf(id, { rung }));
  expect(fullyTrained(archive, fidelity).map(({ id }) => id)).toEqual([2, 4]);
  expect(fullyTrained(archive, null)).toEqual(archive);
});

test('known are the networks evaluated and those pending', () => {
  const state = stateOf(CONFIG, [memberOf(0, {}), memberOf(1, {})], {
    pending: [pendingOf(memberOf(2, { canonical: 'other' }))],
  });
  expect(knownNetworks(state)).toEqual(new Set(['c0', 'c1', 'other']));
});

test('a candidate becomes a member with all that is kept of it', () => {
  const member = memberOf(4, {
    params: 7,
    flops: 8,
    generation: 2,
    rung: 1,
    prediction: { mean: 1, deviation: 2 },
  });
  expect(evaluated(pendingOf(member), 12)).toEqual({ ...member, error: 12 });
  expect(evaluated(pendingOf(member), null)).toEqual({ ...member, error: null });
});
