import { describe, expect, test } from 'vitest';
import { examplesOf } from '../testing/examples.ts';
import { covarianceOf, covariances, fixtureOf } from '../testing/fittedProcess.ts';
import { invert, product, times } from '../testing/naiveAlgebra.ts';
import { cellSpace, errorOf, space } from '../testing/syntheticSearch.ts';
import { predictMean } from './gaussianProcess.ts';
import { PredictorView } from './predictorView.ts';

const CALIBRATION = 1.25;

describe.each([space, cellSpace])('predictions of networks of the $kind space', (of) => {
  const [examples, networks] = [examplesOf(of, 20), examplesOf(of, 15, 50)];
  const fixture = fixtureOf(of, examples, 0.02);
  const { fitted, encoder } = fixture;
  const viewOf = (known: readonly number[] = []) =>
    new PredictorView(fitted, encoder.encode(networks), CALIBRATION, known);

  /** Deviation of network i by a fit of the examples and the assumed networks, from scratch. */
  function refitted(i: number, assumed: readonly number[]): number {
    const given = [...examples, ...assumed.flatMap((k) => networks[k] ?? [])];
    const points = encoder.encode(given);
    const row = new Float64Array(points.count);
    fitted.kernel.row(encoder.encode(networks), i, points, row);
    const { inverse } = invert(covarianceOf(fitted, points));
    const rest = 1 - product([...row], times(inverse, [...row]));
    return CALIBRATION * Math.sqrt(fitted.variance * (rest + fitted.noise));
  }

  test('have the means of the process', () => {
    const { means } = viewOf();
    expect(means).toHaveLength(networks.length);
    for (const [i, network] of networks.entries())
      expect(means[i]).toBe(predictMean(fitted, Float64Array.from(covariances(fixture, network))));
  });

  test('take over means that are known', () => {
    const { means } = viewOf();
    expect([...viewOf([...means.slice(0, 7)]).means]).toEqual([...means]);
    expect([...viewOf([5, 6]).means]).toEqual([5, 6, ...means.slice(2)]);
  });

  test('have the deviations of a fit from scratch, before and after networks are assumed', () => {
    const view = viewOf();
    const assumed: number[] = [];
    for (const next of [3, 0, 14, 3]) {
      for (const i of networks.keys()) expect(view.deviation(i), `${i}`).toBeCloseTo(refitted(i, assumed), 7);
      view.assume(next);
      assumed.push(next);
    }
    for (const i of networks.keys()) expect(view.deviation(i)).toBeCloseTo(refitted(i, assumed), 7);
  });

  test('do not depend on whether deviations were looked at in between', () => {
    const [curious, patient] = [viewOf(), viewOf()];
    for (const next of [1, 2, 5]) {
      for (const i of networks.keys()) curious.deviation(i);
      curious.assume(next);
      patient.assume(next);
    }
    for (const i of networks.keys()) expect(curious.deviation(i)).toBe(patient.deviation(i));
  });

  test('get more certain near what is assumed, never less, and keep their means', () => {
    const view = viewOf();
    const means = [...view.means];
    const before = networks.map((_, i) => view.deviation(i));
    view.assume(4);
    const after = networks.map((_, i) => view.deviation(i));
    for (const [i, deviation] of after.entries()) expect(deviation).toBeLessThanOrEqual(before[i] ?? 0);
    expect(after[4]).toBeLessThan(0.7 * (before[4] ?? 0));
    expect([...view.means]).toEqual(means);
  });
});

test('deviations grow away from the examples', () => {
  const [start] = examplesOf(space, 1, 8);
  if (start === undefined) throw new Error('one example');
  // The space's first network and those that differ from it in one gene; then others, ever more genes away.
  const near = [start.canonical, ...space.neighbours(start.canonical)].map((canonical) => ({
    ...start,
    canonical,
    error: errorOf(space.print(canonical)),
  }));
  const { fitted, encoder } = fixtureOf(space, near, 0.02);
  const away = [0, 2, 4, 8, 14, 21].map((count) => ({
    ...start,
    canonical: start.canonical.map((gene, i) => (i < count ? 1 - gene : gene)),
  }));
  const view = new PredictorView(fitted, encoder.encode(away), 1, []);
  const deviations = away.map((_, i) => view.deviation(i));
  for (const [i, deviation] of deviations.entries())
    if (i > 0) expect(deviation).toBeGreaterThan(deviations[i - 1] ?? 0);
});
