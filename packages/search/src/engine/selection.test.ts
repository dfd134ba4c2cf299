import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OBJECTIVES, pointOf } from '../objectives.ts';
import { Prng } from '../prng.ts';
import { memberOf } from '../testing/examples.ts';
import { naiveDominates, peel } from '../testing/naivePareto.ts';
import { bestOf, compareRanked, rankMembers, tournament } from './selection.ts';

const objectives = fc.subarray([...OBJECTIVES], { minLength: 1 });
const members = fc
  .array(fc.record({ error: fc.option(fc.nat(9)), params: fc.nat(9), flops: fc.nat(9) }), {
    minLength: 1,
    maxLength: 15,
  })
  .map((list) => list.map((part, id) => memberOf(id, part)));

describe('ranks', () => {
  test('are the fronts, whatever the order of arrival; failures share one behind all others', () => {
    fc.assert(
      fc.property(members, objectives, (list, names) => {
        const ranked = rankMembers(list, names);
        expect(rankMembers([...list].reverse(), names)).toEqual(ranked);
        expect(ranked.map(({ member }) => member)).toEqual(list);
        const alive = list.filter(({ error }) => error !== null);
        const fronts = peel(alive, (a, b) =>
          naiveDominates(pointOf(a, names) ?? [], pointOf(b, names) ?? []),
        );
        for (const { member, rank, crowding } of ranked) {
          const front = fronts.findIndex((ids) => ids.some((i) => alive[i] === member));
          expect(rank).toBe(member.error === null ? fronts.length : front);
          if (member.error === null) expect(crowding).toBe(0);
        }
      }),
    );
  });

  test('are told apart by crowding, then by id, so that the order is total', () => {
    fc.assert(
      fc.property(members, objectives, (list, names) => {
        const ranked = rankMembers(list, names);
        for (const a of ranked)
          for (const b of ranked) {
            const order = compareRanked(a, b);
            expect(Math.sign(order)).toBe(-Math.sign(compareRanked(b, a)) || 0);
            expect(order === 0).toBe(a === b);
            if (a.rank < b.rank) expect(order).toBeLessThan(0);
            if (a.rank === b.rank && a.crowding > b.crowding) expect(order).toBeLessThan(0);
          }
      }),
    );
  });
});

test('the best are whole fronts, then the loneliest of the next one; failures come last', () => {
  fc.assert(
    fc.property(members, objectives, fc.integer({ min: 1, max: 16 }), (list, names, size) => {
      const kept = bestOf([...list].reverse(), size, names);
      expect(kept).toHaveLength(Math.min(size, list.length));
      const ranked = rankMembers(list, names);
      const inside = ranked.filter(({ member }) => kept.includes(member));
      const outside = ranked.filter(({ member }) => !kept.includes(member));
      for (const a of inside)
        for (const b of outside)
          expect(
            a.rank < b.rank ||
              (a.rank === b.rank &&
                (a.crowding > b.crowding || (a.crowding === b.crowding && a.member.id < b.member.id))),
          ).toBe(true);
      // Best first.
      const ranks = kept.map((member) => ranked[member.id]?.rank ?? -1);
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    }),
  );
});

describe('the tournament', () => {
  test('never lets the worst of several win', () => {
    fc.assert(
      fc.property(members, objectives, fc.nat(), (list, names, seed) => {
        const ranked = rankMembers(list, names);
        const worst = [...ranked].sort(compareRanked).at(-1)?.member.id;
        const prng = Prng.fromSeed(seed);
        for (let i = 0; i < 10; i++) {
          const winner = tournament(ranked, prng);
          if (list.length > 1) expect(winner.id).not.toBe(worst);
          else expect(winner.id).toBe(0);
        }
      }),
    );
  });

  test('draws every pair of different members equally', () => {
    const ranked = rankMembers(
      [3, 1, 2, 0].map((error, id) => memberOf(id, { error })),
      ['error'],
    );
    const prng = Prng.fromSeed(3);
    const wins = [0, 0, 0, 0];
    for (let i = 0; i < 6000; i++) {
      const { error } = tournament(ranked, prng);
      wins[error ?? 0] = (wins[error ?? 0] ?? 0) + 1;
    }
    // Of the six pairs the best wins three, the next two, one, none: 1000 each, standard deviation 29 to 39.
    for (const [place, share] of [3, 2, 1, 0].entries())
      expect(Math.abs((wins[place] ?? 0) - 1000 * share)).toBeLessThan(200);
  });

  test('needs a member', () => {
    expect(() => tournament([], Prng.fromSeed(1))).toThrow(RangeError);
  });
});
