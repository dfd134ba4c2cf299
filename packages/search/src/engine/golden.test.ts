import { expect, test } from 'vitest';
import { type AlgorithmConfig, type AlgorithmKind, createAlgorithm, type SearchMode } from '../index.ts';
import { CONFIG, run, space } from '../testing/syntheticSearch.ts';

// Equal seeds give equal searches, bit for bit, on every machine. A change here changes every search under way.

/** Every candidate on a line, and what the search would draw next. */
function golden(kind: AlgorithmKind, mode: SearchMode, part: Partial<AlgorithmConfig> = {}): string[] {
  const config: AlgorithmConfig = { ...CONFIG, kind, mode, population: 4, generations: 3, ...part };
  const { candidates, end } = run(createAlgorithm(space, config));
  const lines = candidates.map(({ genome, operator, parents, prediction }) =>
    [
      genome,
      operator,
      parents.join(),
      prediction === null ? '' : `${prediction.mean} ± ${prediction.deviation}`,
    ]
      .filter((text) => text !== '')
      .join(' '),
  );
  return [...lines, `survivors ${end.state.population}`, `next ${end.state.prng}`];
}

test('nsga2, generational', () => {
  expect(golden('nsga2', 'generational')).toMatchInlineSnapshot(`
    [
      "011100011000101011111 random",
      "111111000101001000001 random",
      "100000011000111100001 random",
      "100011001101101001011 random",
      "111110011000101000001 crossover+mutation 1,2",
      "100001000100001100000 crossover+mutation 2,1",
      "011100010101101011111 crossover+mutation 0,1",
      "111111001000101000001 crossover 1,0",
      "001100010101011011111 mutation 6",
      "111100010101101011111 mutation 6",
      "111111000101001100001 crossover 1,5",
      "100001000100001000000 crossover 5,1",
      "survivors 1,7,8,11",
      "next 2718989967,808965438,4167335698,2848031574",
    ]
  `);
});

test('nsga2, steady-state', () => {
  expect(golden('nsga2', 'steady-state')).toMatchInlineSnapshot(`
    [
      "011100011000101011111 random",
      "111111000101001000001 random",
      "100000011000111100001 random",
      "110000011000111100001 mutation 2",
      "100000011001111100000 mutation 2",
      "111100011000111100111 crossover+mutation 0,2",
      "011101011000101011111 mutation 0",
      "100000011001111100001 mutation 2",
      "011000011000101011111 mutation 0",
      "011100011001101011111 crossover+mutation 0,2",
      "100101011000111100001 crossover 2,6",
      "100000010000111100001 mutation 2",
      "survivors 1,2,6,11",
      "next 2555075428,642062881,4156369350,2358138831",
    ]
  `);
});

test('nsga2 with successive halving', () => {
  const fidelity = { epochs: [1, 3], eta: 2 };
  expect(golden('nsga2', 'generational', { fidelity, generations: 2 })).toMatchInlineSnapshot(`
    [
      "011100011000101011111 random",
      "111111000101001000001 random",
      "100000011000111100001 random",
      "100011001101101001011 random",
      "011100011000101011111 promotion 0",
      "100000011000111100001 promotion 2",
      "011100011000101001111 mutation 4",
      "010100011000101011111 mutation 4",
      "011100011010001011111 mutation 4",
      "011100111000101011111 mutation 4",
      "010100011000101011111 promotion 7",
      "011100011010001011111 promotion 8",
      "survivors 4,5,10,11",
      "next 718693246,2471309573,2162865323,2427482246",
    ]
  `);
});

test('nsganet, generational', () => {
  expect(golden('nsganet', 'generational')).toMatchInlineSnapshot(`
    [
      "101001010100101010010 seed",
      "101001110100111010011 seed",
      "111111111111111111111 seed",
      "011100011000101011111 random",
      "011111011110101011111 crossover+mutation 3,2",
      "111100011111101111111 crossover 2,3",
      "111111111111111101111 mutation 2",
      "101011010100101010010 mutation 0",
      "101001110100101010010 mutation 0",
      "101000010100101010010 mutation 0",
      "101011010100101011111 crossover+mutation 4,0",
      "011011011110101010011 crossover 0,4",
      "survivors 0,7,9,11",
      "next 622750657,590388579,4020352385,3399717847",
    ]
  `);
});

test('nsganet, steady-state', () => {
  expect(golden('nsganet', 'steady-state')).toMatchInlineSnapshot(`
    [
      "101001010100101010010 seed",
      "011100011000101011111 random",
      "111111000101001000001 random",
      "111111110101101000011 mutation 2",
      "111111000101001000101 mutation 2",
      "111011000100001010001 crossover 2,0",
      "111011001100001010001 mutation 5",
      "111011000101001010001 crossover 5,2",
      "111111000100001010001 crossover 5,2",
      "111011011000001000001 exploitation 2,5,7",
      "011011000100001010000 crossover+mutation 7,5",
      "111011001101001010101 mutation 7",
      "survivors 4,5,7,10",
      "next 4096046080,2937026178,644457389,669070583",
    ]
  `);
});

test('random, generational', () => {
  expect(golden('random', 'generational')).toMatchInlineSnapshot(`
    [
      "011100011000101011111 random",
      "111111000101001000001 random",
      "100000011000111100001 random",
      "100011001101101001011 random",
      "111001101111111000101 random",
      "101111001110011001001 random",
      "110111100011110011000 random",
      "101000010101000101111 random",
      "001010010010101001100 random",
      "111100001011010100001 random",
      "100010010001100100111 random",
      "100010000111001001110 random",
      "survivors 0,1,2,5",
      "next 2770631991,2094638942,3298261796,2873149879",
    ]
  `);
});

test('random, steady-state', () => {
  expect(golden('random', 'steady-state')).toMatchInlineSnapshot(`
    [
      "011100011000101011111 random",
      "111111000101001000001 random",
      "100000011000111100001 random",
      "100011001101101001011 random",
      "111001101111111000101 random",
      "101111001110011001001 random",
      "110111100011110011000 random",
      "101000010101000101111 random",
      "001010010010101001100 random",
      "111100001011010100001 random",
      "100010010001100100111 random",
      "100010000111001001110 random",
      "survivors 0,1,2,5",
      "next 2770631991,2094638942,3298261796,2873149879",
    ]
  `);
});

test('surrogate, generational', () => {
  expect(golden('surrogate', 'generational', { population: 6 })).toMatchInlineSnapshot(`
    [
      "000000000000000000000 design",
      "111110111111011111101 design",
      "100000111000100010010 design",
      "110000010011111000110 design",
      "000000000010100001001 design",
      "011111001101101100101 design",
      "011111001001101100101 surrogate 5,2 44.234606220438266 ± 2.2606198218064963",
      "000000011111000000000 surrogate 0,3 50.97179197309991 ± 5.5921500363698415",
      "011111000001101100101 surrogate 5,2 44.60830313511495 ± 2.878503301122708",
      "111100010011111000110 crossover 3,5",
      "011111000000000000110 surrogate 0,5,3 47.890190553962164 ± 3.9486765364877385",
      "000000010111000000000 surrogate 0,3 52.67189697904622 ± 3.502683188183362",
      "000000001101100000000 surrogate 0,5,11 48.52483166165811 ± 3.099675976555288",
      "000000001001100000000 surrogate 0,8,11,6 50.87934956399506 ± 3.2687277512874817",
      "011111000001101100001 mutation 8",
      "011101000000101100001 surrogate 6,8 43.992838426695236 ± 3.5747521538240536",
      "000000000011000000000 surrogate 11,8 53.09653845450312 ± 2.8449590563920255",
      "000000100000000110111 surrogate 0,8,10 49.70007705508201 ± 3.517770170059633",
      "survivors 0,6,12,13,15,16",
      "next 3594752953,44665347,3608489848,2604894457",
    ]
  `);
});

test('surrogate, steady-state', () => {
  expect(golden('surrogate', 'steady-state', { population: 6 })).toMatchInlineSnapshot(`
    [
      "000000000000000000000 design",
      "100101101111011001011 design",
      "100000101000001000011 design",
      "010001001011101101100 design",
      "110100110110101011110 design",
      "010011010001011000101 design",
      "011110000101100110011 design",
      "100000001110110000000 design",
      "100101101111011011011 mutation 1",
      "000000000100011100000 crossover+mutation 0,5",
      "000000101000001000011 crossover+mutation 2,0",
      "010011000001011000101 surrogate 5 42.735134124782775 ± 3.184566928974608",
      "000000001110100000000 surrogate 9,7,0 45.17584742289073 ± 7.837970796241765",
      "100101101011011011011 surrogate 8 31.17686691553141 ± 2.905272557480295",
      "000000101000100001000 crossover+mutation 0,10",
      "000110001000011000101 surrogate 11,10,0,8 41.73371030836515 ± 6.1234293617085065",
      "000000001100100000000 surrogate 12 48.128731408386734 ± 4.640876329744625",
      "100101001000011011011 surrogate 13,8,0,12 36.48546804972959 ± 4.805691578309447",
      "survivors 0,8,11,12,16,17",
      "next 2207529479,1885404666,135591151,2242228143",
    ]
  `);
});
