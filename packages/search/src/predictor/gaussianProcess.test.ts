import { describe, expect, test } from 'vitest';
import { examplesOf } from '../testing/examples.ts';
import { covarianceOf, covariances, fixtureOf } from '../testing/fittedProcess.ts';
import { invert, product, times } from '../testing/naiveAlgebra.ts';
import { cellSpace, space } from '../testing/syntheticSearch.ts';
import { inverseDiagonal, predictMean } from './gaussianProcess.ts';

describe.each([space, cellSpace])('a process over the $kind space', (of) => {
  const examples = examplesOf(of, 24);
  const fixture = fixtureOf(of, examples, 0.05);
  const { fitted, points, targets } = fixture;
  const n = examples.length;
  const { inverse, determinant } = invert(covarianceOf(fitted, points));
  const ones = new Array<number>(n).fill(1);
  const centred = [...targets].map((target) => target - fitted.mean);

  test('has the generalised least squares mean and the variance that fits it best', () => {
    const mean = product(ones, times(inverse, [...targets])) / product(ones, times(inverse, ones));
    expect(fitted.mean).toBeCloseTo(mean, 9);
    expect(fitted.variance).toBeCloseTo(product(centred, times(inverse, centred)) / n, 9);
    for (const [i, value] of times(inverse, centred).entries())
      expect(fitted.coefficients[i] ?? Number.NaN).toBeCloseTo(value, 7);
  });

  test('has the misfit of the marginal likelihood, up to its constant', () => {
    const quadratic = product(centred, times(inverse, centred)) / fitted.variance;
    const full = 0.5 * (quadratic + n * Math.log(fitted.variance) + Math.log(determinant));
    expect(fitted.misfit).toBeCloseTo(full - 0.5 * n, 6);
  });

  test('predicts by the covariances with the examples', () => {
    for (const network of examplesOf(of, 10, 77)) {
      const row = covariances(fixture, network);
      const expected = fitted.mean + product(row, times(inverse, centred));
      expect(predictMean(fitted, Float64Array.from(row))).toBeCloseTo(expected, 8);
    }
  });

  test('has the diagonal of the inverse', () => {
    for (const [i, value] of inverseDiagonal(fitted).entries())
      expect(value).toBeCloseTo(inverse[i]?.[i] ?? 0, 7);
  });

  test('goes through the examples without noise, and not with much', () => {
    const residuals = (noise: number): number[] => {
      const exact = fixtureOf(of, examples, noise);
      return examples.map((example, i) => {
        const predicted = predictMean(exact.fitted, Float64Array.from(covariances(exact, example)));
        return Math.abs(predicted - (targets[i] ?? 0));
      });
    };
    expect(Math.max(...residuals(1e-10))).toBeLessThan(1e-7);
    expect(Math.max(...residuals(1))).toBeGreaterThan(0.05);
  });
});

test('equal networks without noise make it singular', () => {
  const [one] = examplesOf(space, 1);
  if (one === undefined) throw new Error('one example');
  expect(() => fixtureOf(space, [one, one, one], 1e-300)).toThrow('singular');
  expect(fixtureOf(space, [one, one, one], 0.1).fitted.variance).toBeGreaterThan(0);
});
