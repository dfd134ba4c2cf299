import { describe, expect, test } from 'vitest';
import { examplesOf } from '../testing/examples.ts';
import { cellSpace, space } from '../testing/syntheticSearch.ts';
import { Encoder } from './encoding.ts';

describe.each([space, cellSpace])('networks of the $kind space', (of) => {
  const examples = examplesOf(of, 20);
  const encoder = new Encoder(of, 1, examples);
  const { count, genes, features } = encoder.encode(examples);
  const column = (f: number): number[] => examples.map((_, i) => features[i * encoder.featureCount + f] ?? 0);
  const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;

  test('keep their canonical genes', () => {
    expect(count).toBe(20);
    expect([...genes]).toEqual(examples.flatMap(({ canonical }) => [...canonical]));
    expect(encoder.cardinalities).toEqual(of.cardinalities);
  });

  test('have features of mean 0 and deviation 1, or 0 where all are alike', () => {
    let spread = 0;
    for (let f = 0; f < encoder.featureCount; f++) {
      expect(mean(column(f))).toBeCloseTo(0, 10);
      const square = mean(column(f).map((x) => x * x));
      if (square !== 0) {
        expect(square).toBeCloseTo(1, 9);
        spread++;
      }
    }
    expect(spread).toBeGreaterThan(3);
    expect(encoder.featureCount).toBe(2 + of.features(examples[0]?.canonical ?? []).length);
  });

  test('are described first by the logarithms of FLOPs and parameters', () => {
    for (const [f, name] of (['flops', 'params'] as const).entries()) {
      const logs = examples.map((example) => Math.log(1 + example[name]));
      const centre = mean(logs);
      const scale = Math.sqrt(mean(logs.map((x) => (x - centre) ** 2)));
      for (const [i, value] of column(f).entries())
        expect(value).toBeCloseTo(((logs[i] ?? 0) - centre) / scale, 9);
    }
  });

  test('are encoded alike whoever is encoded beside them, and elsewhere on the same scale', () => {
    const [first] = examples;
    const width = encoder.featureCount;
    if (first !== undefined)
      expect([...encoder.encode([first]).features]).toEqual([...features.slice(0, width)]);
    const others = encoder.encode(examplesOf(of, 5, 99));
    expect(others.features).toHaveLength(5 * width);
    expect(encoder.encode([]).count).toBe(0);
  });
});

test('the rung is one more gene when there are several', () => {
  const examples = examplesOf(space, 6).map((example, i) => ({ ...example, rung: i % 3 }));
  const encoder = new Encoder(space, 3, examples);
  expect(encoder.cardinalities).toEqual([...space.cardinalities, 3]);
  const { genes } = encoder.encode(examples);
  const length = encoder.cardinalities.length;
  for (const [i, { canonical, rung }] of examples.entries())
    expect([...genes.slice(i * length, (i + 1) * length)]).toEqual([...canonical, rung]);
});

test('a feature that is alike in all examples stays 0 for networks that differ in it', () => {
  const [one] = examplesOf(space, 1);
  if (one === undefined) throw new Error('one example');
  const encoder = new Encoder(space, 1, [one, one]);
  expect(encoder.encode(examplesOf(space, 4, 5)).features.every((value) => value === 0)).toBe(true);
});
