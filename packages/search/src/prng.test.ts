import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Prng } from './index.ts';

test("draws the reference implementation's numbers", () => {
  // Computed by the authors' C program for another implementation's test suite.
  const prng = new Prng([0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0]);
  expect([1, 2, 3, 4].map(() => prng.next())).toEqual([0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70]);
  expect(prng.state()).toEqual([0xfc65379c, 0x52006d70, 0x87487639, 0xf1908343]);
});

test('continues exactly from a stored state', () => {
  fc.assert(
    fc.property(fc.nat({ max: 0xffff_ffff }), fc.nat({ max: 50 }), (seed, skipped) => {
      const prng = Prng.fromSeed(seed);
      for (let i = 0; i < skipped; i++) prng.next();
      const copy = new Prng(JSON.parse(JSON.stringify(prng.state())));
      expect([copy.next(), copy.next()]).toEqual([prng.next(), prng.next()]);
    }),
  );
});

test('below is uniform, bounds included; chance keeps its promises at 0 and 1', () => {
  const prng = Prng.fromSeed(7);
  const hits = new Array<number>(6).fill(0);
  for (let i = 0; i < 60_000; i++) {
    const draw = prng.below(6);
    hits[draw] = (hits[draw] ?? 0) + 1;
  }
  // Expected 10,000 each, standard deviation 91.
  for (const count of hits) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  for (let i = 0; i < 1000; i++) {
    expect(prng.chance(0)).toBe(false);
    expect(prng.chance(1)).toBe(true);
    expect(prng.below(1)).toBe(0);
  }
});

test.each([0, -1, Number.NaN, 2 ** 32 + 1, Number.POSITIVE_INFINITY])('draws nothing below %d', (bound) => {
  expect(() => Prng.fromSeed(1).below(bound)).toThrow(RangeError);
});

test.each([[[0, 0, 0, 0]], [[1, 2, 3]], [[1, 2, 3, -1]], [[1, 2, 3, 2 ** 32]], [[1, 2, 3, 0.5]]])(
  'refuses the state %j',
  (state) => {
    expect(() => new Prng(JSON.parse(JSON.stringify(state)))).toThrow('four 32-bit words');
  },
);

const countsOf = (draws: number, draw: () => string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (let i = 0; i < draws; i++) {
    const key = draw();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
};

test('shuffle permutes, and every order is as likely as any other', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5 })), fc.nat(), (list, seed) => {
      const shuffled = [...list];
      Prng.fromSeed(seed).shuffle(shuffled);
      expect([...shuffled].sort()).toEqual([...list].sort());
    }),
  );
  const prng = Prng.fromSeed(11);
  const counts = countsOf(24_000, () => {
    const list = [...'abcd'];
    prng.shuffle(list);
    return list.join('');
  });
  // Expected 1000 each, standard deviation 31.
  expect(counts.size).toBe(24);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('sample draws without replacement, all when there are fewer, and leaves the list alone', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat()), fc.nat({ max: 12 }), fc.nat(), (list, count, seed) => {
      const before = [...list];
      const drawn = Prng.fromSeed(seed).sample(list, count);
      expect(drawn).toHaveLength(Math.min(count, list.length));
      expect(new Set(drawn).size).toBe(drawn.length);
      for (const item of drawn) expect(list).toContain(item);
      expect(list).toEqual(before);
    }),
  );
  const prng = Prng.fromSeed(12);
  const counts = countsOf(20_000, () => prng.sample(['a', 'b', 'c', 'd', 'e'], 2).join(''));
  // 20 ordered pairs.
  expect(counts.size).toBe(20);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('lists of elements that may be undefined are refused by the compiler: a gap would end the shuffle', () => {
  const gaps = [1, undefined, 2];
  const prng = Prng.fromSeed(1);
  // @ts-expect-error
  prng.shuffle(gaps);
  // @ts-expect-error
  prng.sample(gaps, 2);
});
