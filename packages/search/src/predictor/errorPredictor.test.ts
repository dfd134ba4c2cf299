import { describe, expect, test } from 'vitest';
import { Prng } from '../prng.ts';
import type { SearchSpace } from '../space.ts';
import { examplesOf } from '../testing/examples.ts';
import { covarianceOf } from '../testing/fittedProcess.ts';
import { invert, product, times } from '../testing/naiveAlgebra.ts';
import { cellSpace, space } from '../testing/syntheticSearch.ts';
import { Encoder } from './encoding.ts';
import { ErrorPredictor, type Example } from './errorPredictor.ts';
import { fromScale, toScale } from './errorScale.ts';
import { rankCorrelation } from './rankCorrelation.ts';
import { layoutOf, priorOf, processOf } from './tuning.ts';

function fit(
  examples: readonly Example[],
  tuning: readonly number[] | null = null,
  of = space,
): ErrorPredictor {
  const predictor = ErrorPredictor.fit(of, 1, examples, tuning, Prng.fromSeed(1));
  if (predictor === null) throw new Error('no predictor');
  return predictor;
}

/** Leave-one-out by refits, with the mean and the variance of the full fit. */
function refitted(
  of: SearchSpace,
  examples: readonly Example[],
  parameters: readonly number[],
): { correlation: number; size: number } {
  const encoder = new Encoder(of, 1, examples);
  const layout = layoutOf(encoder.cardinalities, of.segments, encoder.featureCount);
  const points = encoder.encode(examples);
  const targets = examples.map(({ error }) => toScale(error));
  const fitted = processOf(layout, parameters, points, Float64Array.from(targets));
  if (fitted === null) throw new Error('singular');
  const full = covarianceOf(fitted, points);
  let square = 0;
  const predictions = examples.map((_, i) => {
    const without = <T>(list: readonly T[]): T[] => list.filter((_one, k) => k !== i);
    const { inverse } = invert(without(full).map(without));
    const row = without(full[i] ?? []);
    const centred = without(targets).map((target) => target - fitted.mean);
    const mean = fitted.mean + product(row, times(inverse, centred));
    const variance = fitted.variance * (1 + fitted.noise - product(row, times(inverse, row)));
    square += (mean - (targets[i] ?? 0)) ** 2 / variance;
    return mean;
  });
  return {
    correlation: rankCorrelation(predictions, targets) ?? 0,
    size: Math.sqrt(square / examples.length),
  };
}

describe.each([space, cellSpace])('on the $kind space', (of) => {
  const examples = examplesOf(of, 40);
  const predictor = fit(examples, null, of);

  test('leave-one-out, in closed form, is what refits without one example each predict', () => {
    const { correlation, size } = refitted(of, examples, predictor.tuning.slice(0, -1));
    expect(predictor.leaveOneOut).toBeCloseTo(correlation, 9);
    expect(predictor.calibration).toBeCloseTo(Math.min(3, Math.max(1, size)), 6);
  });

  test('deviations that claim too little are stretched to the size of the leave-one-out errors', () => {
    // Two networks nearly alike, but one far better than the other, and a kernel that knows hardly any noise.
    const [first, ...others] = examples;
    if (first === undefined) throw new Error('examples');
    const twin = of.neighbours(first.canonical).map((genome) => of.canonical(genome));
    const surprising = [
      { ...first, error: 5 },
      ...others,
      ...twin.slice(0, 1).map((canonical) => ({ ...first, canonical, error: 95 })),
    ];
    const layout = layoutOf(of.cardinalities, of.segments, new Encoder(of, 1, surprising).featureCount);
    const parameters = priorOf(layout).with(-1, Math.log(0.001)).with(-2, -5);
    const { size } = refitted(of, surprising, parameters);
    expect(size).toBeGreaterThan(1.05);
    const tuning = [...parameters, surprising.length];
    expect(fit(surprising, tuning, of).calibration).toBeCloseTo(Math.min(3, size), 6);
  });

  test('ranks networks that it has not seen', () => {
    const unseen = examplesOf(of, 60, 500);
    const means = [...predictor.view(unseen).means];
    const correlation = rankCorrelation(
      means,
      unseen.map(({ error }) => error),
    );
    expect(correlation).toBeGreaterThan(0.7);
    expect(predictor.leaveOneOut).toBeGreaterThan(0.7);
    for (const mean of means) expect(fromScale(mean)).toBeLessThan(200);
  });
});

test('errors without any spread teach nothing', () => {
  const alike = examplesOf(space, 8).map((example) => ({ ...example, error: 50 }));
  expect(ErrorPredictor.fit(space, 1, alike, null, Prng.fromSeed(1))).toBeNull();
});

test('is not fooled by errors that are random', () => {
  const prng = Prng.fromSeed(2);
  const random = examplesOf(space, 60).map((example) => ({ ...example, error: 1 + prng.below(90) }));
  expect(fit(random).leaveOneOut ?? 0).toBeLessThan(0.3);
});

test('parameters are kept while the examples grow little, and tuned anew after that', () => {
  const examples = examplesOf(space, 60);
  const first = fit(examples.slice(0, 40));
  expect(first.tuning.at(-1)).toBe(40);
  expect(fit(examples.slice(0, 49), first.tuning).tuning).toEqual(first.tuning);
  const next = fit(examples.slice(0, 50), first.tuning);
  expect(next.tuning.at(-1)).toBe(50);
  expect(next.tuning).not.toEqual([...first.tuning.slice(0, -1), 50]);
  // Parameters of another space are no use.
  expect(fit(examples.slice(0, 40), [1, 2, 40]).tuning).toEqual(first.tuning);
});

test('of many examples only some are tuned on, drawn reproducibly', () => {
  const examples = examplesOf(space, 150);
  const draws = [1, 1, 2].map((seed) => {
    const prng = Prng.fromSeed(seed);
    const predictor = ErrorPredictor.fit(space, 1, examples, null, prng);
    return [...(predictor?.view(examples.slice(0, 3)).means ?? []), ...prng.state()];
  });
  expect(draws[0]).toEqual(draws[1]);
  expect(draws[0]).not.toEqual(draws[2]);
  const untouched = Prng.fromSeed(3);
  ErrorPredictor.fit(space, 1, examples.slice(0, 128), null, untouched);
  expect(untouched.state()).toEqual(Prng.fromSeed(3).state());
});

test('longer training is told apart by the rung', () => {
  const prng = Prng.fromSeed(4);
  const examples = examplesOf(space, 50).map((example) => {
    const rung = prng.below(2);
    return { ...example, rung, error: example.error * (rung === 0 ? 1.5 : 1) };
  });
  const predictor = ErrorPredictor.fit(space, 2, examples, null, Prng.fromSeed(1));
  const networks = examplesOf(space, 20, 70);
  const [short, long] = [0, 1].map(
    (rung) => predictor?.view(networks.map((network) => ({ ...network, rung }))).means ?? [],
  );
  for (const [i] of networks.entries()) expect(short?.[i]).toBeGreaterThan((long?.[i] ?? 0) + 0.1);
});
