import { expect, test } from 'vitest';
import { createNsga2, macroSpace } from './index.ts';
import { CONFIG, hypervolume, image, judgeOf, run } from './testing/syntheticSearch.ts';

test('a tiny space is searched completely and then finishes', () => {
  // 2 nodes: a phase is a chain of two nodes, with or without skip; so 1 + 2 + 4 networks in two phases.
  const tiny = macroSpace({ phases: 2, nodes: 2, channels: 4, classes: 2, image });
  const judge = judgeOf(tiny);
  for (let seed = 0; seed < 8; seed++) {
    const { generations, end } = run(
      createNsga2(tiny, { ...CONFIG, population: 5, generations: 9, seed }),
      judge,
    );
    expect(generations.map((list) => list.length)).toEqual([5, 2]);
    expect(end.reason).toBe('exhausted');
    const again = createNsga2(tiny, { ...CONFIG, population: 5, generations: 9, seed }).ask(end.state);
    expect(again).toEqual(end);
  }
});

test('a small space is enumerated when neither breeding nor chance finds what is left', () => {
  // 302 acyclic digraphs of 5 nodes, with or without skip, but the empty one only once: 603 networks.
  const small = macroSpace({ phases: 1, nodes: 5, channels: 4, classes: 2, image });
  const stuck = { ...small, random: () => small.cardinalities.map(() => 0) };
  const config = {
    ...CONFIG,
    population: 250,
    generations: 9,
    crossoverProbability: 0,
    mutationProbability: 0,
  };
  const { generations, end } = run(createNsga2(stuck, config), judgeOf(small));
  expect(generations.map((list) => list.length)).toEqual([250, 250, 103]);
  expect(generations.flat().map(({ operator }) => operator)).toEqual([
    'random',
    ...new Array(602).fill('enumeration'),
  ]);
  expect(end.reason).toBe('exhausted');
});

test('beats random search at equal evaluations, on every one of ten seeds', () => {
  const wide = macroSpace({ phases: 3, nodes: 6, channels: 16, classes: 10, image });
  const judge = judgeOf(wide);
  const gains = Array.from({ length: 10 }, (_, seed) => {
    const budget = { ...CONFIG, population: 20, generations: 15, seed };
    const evolved = run(createNsga2(wide, budget), judge).end.state.archive;
    // One generation is random and free of duplicates: random search.
    const random = run(createNsga2(wide, { ...budget, population: 300, generations: 1 }), judge).end.state
      .archive;
    expect([evolved.length, random.length]).toEqual([300, 300]);
    return hypervolume(evolved, wide) - hypervolume(random, wide);
  });
  expect(Math.min(...gains)).toBeGreaterThan(0.02);
});
