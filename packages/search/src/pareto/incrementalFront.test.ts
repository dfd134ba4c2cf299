import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paretoFront } from '../pareto.ts';
import { anyPoints, gridPoints, naiveDominates } from '../testing/naivePareto.ts';
import { ParetoFront } from './incrementalFront.ts';

// Long enough that the staircase grows, and steps are dropped and used again.
const longLists = gridPoints(2, 150, 60);

test('after every insertion it is the front of all points so far', () => {
  fc.assert(
    fc.property(fc.oneof(anyPoints, longLists), (list) => {
      const front = new ParetoFront<number>(list[0]?.length ?? 2);
      let known: number[] = [];
      for (const [id, point] of list.entries()) {
        const isDominated = list.slice(0, id).some((other) => naiveDominates(other, point));
        expect(front.dominates(point)).toBe(isDominated);
        const outcome = front.insert(point, id);
        const expected = paretoFront(list.slice(0, id + 1));
        const removed = known.filter((other) => !expected.includes(other));
        if (outcome.kind === 'dominated') expect([isDominated, removed]).toEqual([true, []]);
        else expect([isDominated, outcome.removed.toSorted((a, b) => a - b)]).toEqual([false, removed]);
        known = expected;
        expect(front.size).toBe(known.length);
      }
      const ids = front.members().map(({ id }) => id);
      expect(ids.toSorted((a, b) => a - b)).toEqual(known);
      for (const { id, point } of front.members()) expect(point).toEqual(list[id]);
    }),
  );
});

test('its members make an equal front, and come in the same order whatever the order of insertion', () => {
  fc.assert(
    fc.property(anyPoints, (list) => {
      const dimension = list[0]?.length ?? 2;
      const all = list.map((point, id) => ({ id, point }));
      const front = ParetoFront.of(dimension, all);
      const stored: typeof all = JSON.parse(JSON.stringify(front.members()));
      // JSON has no negative zero.
      const restored = ParetoFront.of(dimension, stored);
      expect(restored.members().map(({ id }) => id)).toEqual(front.members().map(({ id }) => id));
      const points = (of: ParetoFront<number>) => of.members().map(({ point }) => point.map((x) => x + 0));
      expect(points(ParetoFront.of(dimension, all.toReversed()))).toEqual(points(front));
    }),
  );
});

describe('ParetoFront', () => {
  test('keeps equal points together and removes them together', () => {
    const front = new ParetoFront<string>(2);
    expect(front.insert([1, 1], 'a')).toEqual({ kind: 'accepted', removed: [] });
    expect(front.insert([1, 1], 'b')).toEqual({ kind: 'accepted', removed: [] });
    expect(front.insert([2, 1], 'c')).toEqual({ kind: 'dominated' });
    expect(front.insert([0, 5], 'd')).toEqual({ kind: 'accepted', removed: [] });
    expect(front.members().map(({ id }) => id)).toEqual(['d', 'a', 'b']);
    expect(front.insert([1, 0], 'e')).toEqual({ kind: 'accepted', removed: ['a', 'b'] });
    expect(front.size).toBe(2);
  });

  test('does not change with the arrays it was given', () => {
    const front = new ParetoFront<number>(3);
    const point = [1, 2, 3];
    front.insert(point, 0);
    point[0] = 9;
    expect(front.members()).toEqual([{ id: 0, point: [1, 2, 3] }]);
  });

  test('refuses points that are not finite or of another dimension, and stays as it was', () => {
    const front = new ParetoFront<number>(2);
    for (const bad of [[1], [1, 2, 3], [1, Number.NaN], [Number.NEGATIVE_INFINITY, 0]]) {
      expect(() => front.insert(bad, 0)).toThrow(expect.objectContaining({ code: 'points' }));
      expect(() => front.dominates(bad)).toThrow(expect.objectContaining({ code: 'points' }));
    }
    expect(front.members()).toEqual([]);
  });

  test('takes 100,000 points of a front in any order, and drops them all at once', () => {
    const front = new ParetoFront<number>(2);
    const count = 100_000;
    for (let i = 0; i < count; i++) {
      const x = (i * 7919) % count;
      front.insert([x, count - x], i);
    }
    expect(front.size).toBe(count);
    const outcome = front.insert([-1, -1], count);
    expect(outcome.kind === 'accepted' && outcome.removed.length).toBe(count);
  }, 3000);
});
