import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviationInPercent, expectedShortfall, fromScale, promise, toScale } from './errorScale.ts';

const errors = fc.double({ min: 0, max: 100, noNaN: true });

test('the scale is undone, rises, and never gives a negative error', () => {
  fc.assert(
    fc.property(errors, errors, (a, b) => {
      expect(fromScale(toScale(a))).toBeCloseTo(a, 9);
      if (a < b - 1e-9) expect(toScale(a)).toBeLessThan(toScale(b));
    }),
  );
  expect(toScale(0)).toBeCloseTo(Math.log(0.1), 12);
  expect(fromScale(-50)).toBe(0);
});

test('a small deviation on the scale is that many percent', () => {
  fc.assert(
    fc.property(errors, (error) => {
      const mean = toScale(error);
      const difference = fromScale(mean + 1e-6) - fromScale(mean);
      expect(deviationInPercent(mean, 1e-6)).toBeCloseTo(difference, 9);
    }),
  );
});

/** Mean of max(0, threshold - error) over the normal distribution of the error on the scale, by Simpson's rule. */
function integrated(threshold: number, mean: number, deviation: number): number {
  const [low, high] = [mean - 9 * deviation, Math.min(mean + 9 * deviation, Math.log(threshold + 0.1))];
  if (high <= low) return 0;
  const steps = 4000;
  const width = (high - low) / steps;
  const at = (z: number): number => {
    const d = (z - mean) / deviation;
    const density = Math.exp(-0.5 * d * d) / (deviation * Math.sqrt(2 * Math.PI));
    return (threshold + 0.1 - Math.exp(z)) * density;
  };
  let sum = at(low) + at(high);
  for (let k = 1; k < steps; k++) sum += (k % 2 === 1 ? 4 : 2) * at(low + k * width);
  return (sum * width) / 3;
}

describe('expected shortfall', () => {
  const deviations = fc.double({ min: 0.01, max: 1.5, noNaN: true });

  test('agrees with numerical integration', () => {
    fc.assert(
      fc.property(errors, errors, deviations, (threshold, error, deviation) => {
        const mean = toScale(error);
        const expected = integrated(threshold, mean, deviation);
        // Twice the error of the normal distribution function, times what it is multiplied by.
        const scale = threshold + 0.1 + Math.exp(mean + 0.5 * deviation ** 2);
        expect(Math.abs(expectedShortfall(threshold, mean, deviation) - expected)).toBeLessThan(
          1e-7 * scale + 1e-9,
        );
      }),
      { numRuns: 300 },
    );
  });

  test('without uncertainty is the plain difference', () => {
    expect(expectedShortfall(20, toScale(15), 1e-9)).toBeCloseTo(5, 6);
    expect(expectedShortfall(15, toScale(20), 1e-9)).toBe(0);
  });

  test('is never negative, rises with the threshold, and is tiny far below', () => {
    fc.assert(
      fc.property(errors, errors, errors, deviations, (a, b, error, deviation) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const gain = (threshold: number): number => expectedShortfall(threshold, toScale(error), deviation);
        expect(gain(low)).toBeGreaterThanOrEqual(0);
        expect(gain(high)).toBeGreaterThanOrEqual(gain(low) - 2e-5 * Math.exp(0.5 * deviation ** 2));
      }),
    );
    expect(expectedShortfall(1, toScale(90), 0.1)).toBe(0);
  });
});

test('promise counts the deviations by which the expected error lies below the threshold', () => {
  expect(promise(20, toScale(20), 0.3)).toBeCloseTo(0, 12);
  expect(promise(20, toScale(20) - 0.6, 0.3)).toBeCloseTo(2, 12);
  expect(promise(10, toScale(20), 0.3)).toBeLessThan(0);
});
