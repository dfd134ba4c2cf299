// Linear algebra from its definitions, to test the fast routines against. Matrices are lists of rows.

export type Matrix = readonly (readonly number[])[];

export const product = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

export const times = (matrix: Matrix, vector: readonly number[]): number[] =>
  matrix.map((row) => product(row, vector));

/** Inverse and determinant by Gauss-Jordan elimination with pivoting. */
export function invert(matrix: Matrix): { inverse: number[][]; determinant: number } {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  let determinant = 1;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k; i < n; i++) if (Math.abs(rows[i]?.[k] ?? 0) > Math.abs(rows[best]?.[k] ?? 0)) best = i;
    const pivotRow = rows[best] ?? [];
    rows[best] = rows[k] ?? [];
    const pivot = pivotRow[k] ?? 0;
    determinant *= best === k ? pivot : -pivot;
    const scaled = pivotRow.map((value) => value / pivot);
    rows[k] = scaled;
    for (const [i, row] of rows.entries())
      if (i !== k) rows[i] = row.map((value, j) => value - (row[k] ?? 0) * (scaled[j] ?? 0));
  }
  return { inverse: rows.map((row) => row.slice(n)), determinant };
}

/** The full symmetric matrix of a lower triangle, row by row. */
export function mirrored(lower: Float64Array, n: number): number[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => lower[Math.max(i, j) * n + Math.min(i, j)] ?? 0),
  );
}
