import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { examplesOf } from '../testing/examples.ts';
import { fixtureOf } from '../testing/fittedProcess.ts';
import { cellSpace, space } from '../testing/syntheticSearch.ts';
import { layoutOf, priorOf, processOf, tune } from './tuning.ts';

describe('the layout', () => {
  test('groups genes one by one, by segments, or in runs, so that there are at most sixteen', () => {
    expect(layoutOf([2, 2, 3, 2], [2, 2], 4).geneGroups).toEqual([0, 1, 2, 3]);
    const bits = (count: number) => new Array<number>(count).fill(2);
    expect(layoutOf(bits(21), [7, 7, 7], 4).geneGroups).toEqual([0, 1, 2].flatMap((k) => bits(7).fill(k)));
    // A rung beyond the genome is a group of its own.
    expect(layoutOf([...bits(21), 3], [7, 7, 7], 4).geneGroups.at(-1)).toBe(3);
    const runs = layoutOf(bits(100), bits(50), 4);
    expect(runs.geneGroupCount).toBe(16);
    expect(new Set(runs.geneGroups).size).toBe(16);
  });

  test('numbers groups through without gaps, genes of a group together, and has a prior for each parameter', () => {
    const layouts = fc.tuple(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      fc.integer({ min: 2, max: 9 }),
    );
    fc.assert(
      fc.property(layouts, ([segments, rung, features]) => {
        const genes = segments.reduce((sum, length) => sum + length, 0) + (rung ? 1 : 0);
        const layout = layoutOf(new Array<number>(genes).fill(2), segments, features);
        const { geneGroups, geneGroupCount, featureGroups, featureGroupCount } = layout;
        expect(geneGroups).toHaveLength(genes);
        expect(geneGroupCount).toBeLessThanOrEqual(16);
        for (const [i, group] of geneGroups.entries()) {
          const step = group - (geneGroups[i - 1] ?? 0);
          expect(step === 0 || step === 1).toBe(true);
        }
        expect(new Set(geneGroups).size).toBe(geneGroupCount);
        expect(new Set(featureGroups).size).toBe(featureGroupCount);
        const prior = priorOf(layout);
        expect(prior).toHaveLength(geneGroupCount + featureGroupCount + 3);
        expect(prior.every(Number.isFinite)).toBe(true);
      }),
    );
  });
});

describe.each([space, cellSpace])('tuning over the $kind space', (of) => {
  const { layout, points, targets } = fixtureOf(of, examplesOf(of, 40), 0.02);
  const prior = priorOf(layout);
  const misfit = (parameters: readonly number[]): number =>
    processOf(layout, parameters, points, targets)?.misfit ?? Number.POSITIVE_INFINITY;
  const cost = (parameters: readonly number[]): number =>
    misfit(parameters) +
    parameters.reduce((sum, value, i) => sum + 0.5 * ((value - (prior[i] ?? 0)) / 1.5) ** 2, 0);
  const tuned = tune(layout, null, points, targets);

  test('improves the fit by more than it costs to leave the prior', () => {
    expect(misfit(tuned)).toBeLessThan(misfit(prior) - 1);
    expect(cost(tuned)).toBeLessThan(cost(prior) - 1);
  });

  test('never gets worse than where it starts, and goes on from there', () => {
    const again = tune(layout, tuned, points, targets);
    expect(cost(again)).toBeLessThanOrEqual(cost(tuned));
    const bad = prior.map((value) => value - 3);
    expect(cost(tune(layout, bad, points, targets))).toBeLessThan(cost(bad));
    expect(tune(layout, [1, 2], points, targets)).toEqual(tuned);
  });
});

test('genes that matter get more weight than genes that do not', () => {
  const examples = examplesOf(space, 60).map((example) => {
    const ones = example.canonical.slice(0, 7).reduce((sum, gene) => sum + gene, 0);
    return { ...example, error: 10 + 8 * ones + 3 * (example.canonical[2] ?? 0) };
  });
  const { layout, points, targets } = fixtureOf(space, examples, 0.02);
  const [first = 0, second = 0, third = 0] = tune(layout, null, points, targets);
  expect(first).toBeGreaterThan(second + 0.5);
  expect(first).toBeGreaterThan(third + 0.5);
});

test('noise is found where there is some', () => {
  const examples = examplesOf(space, 60);
  const noiseOf = (list: typeof examples): number => {
    const { layout, points, targets } = fixtureOf(space, list, 0.02);
    return tune(layout, null, points, targets).at(-1) ?? 0;
  };
  const random = examples.map((example, i) => ({ ...example, error: 20 + ((i * 7919) % 61) }));
  expect(noiseOf(random)).toBeGreaterThan(noiseOf(examples) + 1);
});
