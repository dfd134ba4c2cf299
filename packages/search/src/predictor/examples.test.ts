import { expect, test } from 'vitest';
import { nonDominatedSort } from '../pareto.ts';
import { Prng } from '../prng.ts';
import { memberOf } from '../testing/examples.ts';
import { chooseExamples } from './examples.ts';

const prng = Prng.fromSeed(3);
const members = Array.from({ length: 900 }, (_, id) =>
  memberOf(id, { error: 1 + prng.below(90), flops: 1 + prng.below(1000) }),
);

test('up to 320 networks are all taken, without drawing', () => {
  const few = members.slice(0, 320);
  const untouched = Prng.fromSeed(1);
  expect(chooseExamples(few, ['error', 'flops'], untouched)).toEqual(few);
  expect(untouched.state()).toEqual(Prng.fromSeed(1).state());
});

test('of more, the best by fronts stay, and the others are a sample of the rest', () => {
  const fronts = nonDominatedSort(members.map(({ error, flops }) => [error ?? 0, flops])).flat();
  const best = fronts.slice(0, 192);
  const drawn = new Map<number, number>();
  for (let seed = 0; seed < 60; seed++) {
    const chosen = chooseExamples(members, ['error', 'flops'], Prng.fromSeed(seed)).map(({ id }) => id);
    expect(chosen).toHaveLength(320);
    expect(new Set(chosen).size).toBe(320);
    expect(chosen.slice(0, 192)).toEqual(best);
    for (const id of chosen.slice(192)) drawn.set(id, (drawn.get(id) ?? 0) + 1);
  }
  // 128 of 708, 60 times: each 10.8 times, standard deviation 3.
  expect(drawn.size).toBe(708);
  expect(Math.max(...drawn.values())).toBeLessThan(26);
});

test('the objectives decide who is best', () => {
  const chosen = chooseExamples(members, ['flops'], Prng.fromSeed(1)).slice(0, 192);
  const limit = members.map(({ flops }) => flops).sort((a, b) => a - b)[191] ?? 0;
  for (const { flops } of chosen) expect(flops).toBeLessThanOrEqual(limit);
});
