import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exp, ln, normalDensity, normalDistribution } from './numeric.ts';

const relative = (value: number, expected: number): number => Math.abs(value - expected) / Math.abs(expected);

describe('ln', () => {
  test('agrees with Math.log over all positive numbers, subnormal ones included', () => {
    const positive = fc.double({ min: 0, minExcluded: true, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(positive, (x) => {
        expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(4e-16 * Math.abs(Math.log(x)));
      }),
      { numRuns: 3000 },
    );
  });

  test('keeps its relative accuracy around 1, where the logarithm vanishes', () => {
    expect(ln(1)).toBe(0);
    for (const away of [1e-15, 1e-9, 1e-4, 0.1, 0.29]) {
      expect(relative(ln(1 + away), Math.log1p(1 + away - 1)), `1 + ${away}`).toBeLessThan(1e-15);
      expect(relative(ln(1 - away), Math.log1p(1 - away - 1)), `1 - ${away}`).toBeLessThan(1e-15);
    }
  });

  test('takes powers of two exactly, from the smallest number to the largest', () => {
    for (let k = -1074; k < 1024; k++) expect(ln(2 ** k)).toBe(k * Math.LN2);
    expect(relative(ln(Number.MAX_VALUE), Math.log(Number.MAX_VALUE))).toBeLessThan(1e-15);
    expect(ln(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([0, -0, -1, Number.NEGATIVE_INFINITY, Number.NaN])('refuses %d', (x) => {
    expect(() => ln(x)).toThrow(RangeError);
  });
});

describe('exp', () => {
  test('agrees with Math.exp to 1e-13 for |x| < 700', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(relative(exp(x), Math.exp(x))).toBeLessThan(1e-13);
      }),
      { numRuns: 3000 },
    );
    for (let x = -699; x <= 699; x += 0.37) expect(relative(exp(x), Math.exp(x)), `${x}`).toBeLessThan(1e-13);
  });

  test('is exact at 0 and near it as good as 1 + x', () => {
    expect(exp(0)).toBe(1);
    for (const x of [1e-300, 1e-16, -1e-16, 1e-9, -1e-9])
      expect(Math.abs(exp(x) - Math.exp(x))).toBeLessThan(3e-16);
  });

  test('goes over into subnormal numbers, 0 and infinity', () => {
    for (const x of [-708.5, -720, -744]) {
      expect(exp(x)).toBeGreaterThan(0);
      expect(Math.abs(exp(x) - Math.exp(x))).toBeLessThan(1e-12 * Math.exp(x) + 5e-324);
    }
    expect([exp(-746), exp(-1e9), exp(Number.NEGATIVE_INFINITY)]).toEqual([0, 0, 0]);
    expect(relative(exp(709), Math.exp(709))).toBeLessThan(2e-13);
    expect([exp(710), exp(Number.POSITIVE_INFINITY)]).toEqual(new Array(2).fill(Number.POSITIVE_INFINITY));
    expect(exp(Number.NaN)).toBeNaN();
  });

  test('undoes ln', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(relative(exp(ln(x)), x)).toBeLessThan(3e-13);
      }),
    );
  });
});

/** Distribution function by Simpson's rule over the density. */
function integrated(x: number): number {
  const steps = 4000;
  const low = -12;
  const width = (x - low) / steps;
  const density = (at: number): number => Math.exp(-0.5 * at * at) / Math.sqrt(2 * Math.PI);
  let sum = density(low) + density(x);
  for (let k = 1; k < steps; k++) sum += (k % 2 === 1 ? 4 : 2) * density(low + k * width);
  return (sum * width) / 3;
}

describe('the normal distribution', () => {
  test('has the density of its formula', () => {
    for (let x = -35; x <= 35; x += 0.31)
      expect(
        relative(normalDensity(x), Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)),
        `${x}`,
      ).toBeLessThan(1e-13);
    expect([normalDensity(100), normalDensity(Number.NEGATIVE_INFINITY)]).toEqual([0, 0]);
  });

  test('is distributed as integrated numerically, to 7.5e-8', () => {
    for (let x = -8; x <= 8; x += 0.23)
      expect(Math.abs(normalDistribution(x) - integrated(x)), `${x}`).toBeLessThan(7.5e-8);
  });

  test('is symmetric and ends in 0 and 1', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 50, noNaN: true }), (x) => {
        expect(normalDistribution(x) + normalDistribution(-x)).toBeCloseTo(1, 15);
      }),
    );
    expect(normalDistribution(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalDistribution(Number.POSITIVE_INFINITY)).toBe(1);
  });
});
