import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Prng } from '../prng.ts';
import { invert, mirrored, product, times } from '../testing/naiveAlgebra.ts';
import { dot, factorise, solveLower, solveUpper } from './cholesky.ts';

const uniform = (prng: Prng): number => prng.next() / 2 ** 31 - 1;

/** B B^T + I / 10, row by row; the upper triangle is not looked at, and so is no number. */
function positiveDefinite(n: number, prng: Prng): Float64Array {
  const b = Array.from({ length: n }, () => Array.from({ length: n }, () => uniform(prng)));
  const matrix = new Float64Array(n * n).fill(Number.NaN);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) matrix[i * n + j] = product(b[i] ?? [], b[j] ?? []) + (i === j ? 0.1 : 0);
  return matrix;
}

/** Textbook Cholesky, column by column. */
function naiveFactor(matrix: readonly (readonly number[])[]): number[][] {
  const factor = matrix.map((row) => row.map(() => 0));
  for (const [j, column] of factor.entries())
    for (let i = j; i < matrix.length; i++) {
      const row = factor[i] ?? [];
      const sum = (matrix[i]?.[j] ?? 0) - product(row.slice(0, j), column.slice(0, j));
      row[j] = i === j ? Math.sqrt(sum) : sum / (column[j] ?? 1);
    }
  return factor;
}

const cases = fc.record({ n: fc.integer({ min: 1, max: 14 }), seed: fc.nat() });

describe('factorise', () => {
  test('gives the factor of the textbook', () => {
    fc.assert(
      fc.property(cases, ({ n, seed }) => {
        const matrix = positiveDefinite(n, Prng.fromSeed(seed));
        const expected = naiveFactor(mirrored(matrix, n));
        expect(factorise(matrix, n)).toBe(true);
        for (let i = 0; i < n; i++)
          for (let j = 0; j <= i; j++)
            expect(matrix[i * n + j] ?? Number.NaN).toBeCloseTo(expected[i]?.[j] ?? 0, 9);
      }),
    );
  });

  test('refuses a matrix that is not positive definite', () => {
    expect(factorise(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
    expect(factorise(Float64Array.of(1, 0, 1, 1), 2)).toBe(false);
    expect(factorise(Float64Array.of(0), 1)).toBe(false);
    expect(factorise(Float64Array.of(-4), 1)).toBe(false);
    expect(factorise(Float64Array.of(Number.NaN), 1)).toBe(false);
  });
});

test('both solvers together apply the inverse, and each undoes its triangle', () => {
  fc.assert(
    fc.property(cases, ({ n, seed }) => {
      const prng = Prng.fromSeed(seed);
      const factor = positiveDefinite(n, prng);
      const full = mirrored(factor, n);
      const vector = Float64Array.from({ length: n }, () => uniform(prng));
      factorise(factor, n);
      const half = vector.slice();
      solveLower(factor, n, half);
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j <= i; j++) sum += (factor[i * n + j] ?? 0) * (half[j] ?? 0);
        expect(sum).toBeCloseTo(vector[i] ?? 0, 9);
      }
      solveUpper(factor, n, half);
      for (const [i, value] of times(invert(full).inverse, [...vector]).entries())
        expect(half[i] ?? Number.NaN).toBeCloseTo(value, 6);
    }),
  );
});

test('dot adds the products of two runs, of any length and start', () => {
  const runs = fc.record({ aStart: fc.nat(3), bStart: fc.nat(3), count: fc.nat(11), seed: fc.nat() });
  fc.assert(
    fc.property(runs, ({ aStart, bStart, count, seed }) => {
      const prng = Prng.fromSeed(seed);
      const [a, b] = [0, 1].map(() => Float64Array.from({ length: 16 }, () => uniform(prng)));
      if (a === undefined || b === undefined) return;
      const expected = product([...a.slice(aStart, aStart + count)], [...b.slice(bStart, bStart + count)]);
      expect(dot(a, aStart, b, bStart, count)).toBeCloseTo(expected, 12);
    }),
  );
});
