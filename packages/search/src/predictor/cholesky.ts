/**
 * Cholesky factor L of a symmetric positive definite matrix, in place: the lower triangle of `matrix` (n x n, row by
 * row) becomes L, the upper is not looked at. Row by row with dot products of contiguous rows, four columns at a time.
 * @returns false when the matrix is not positive definite.
 */
export function factorise(matrix: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      const sum = (matrix[row + j] ?? 0) - dot(matrix, row, matrix, other, j);
      matrix[row + j] = sum / (matrix[other + j] ?? 1);
    }
    const pivot = (matrix[row + i] ?? 0) - dot(matrix, row, matrix, row, i);
    if (!(pivot > 1e-12)) return false;
    matrix[row + i] = Math.sqrt(pivot);
  }
  return true;
}

/** Solves L x = b in place. */
export function solveLower(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) b[i] = ((b[i] ?? 0) - dot(factor, i * n, b, 0, i)) / (factor[i * n + i] ?? 1);
}

/** Solves L^T x = b in place. */
export function solveUpper(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const x = (b[i] ?? 0) / (factor[i * n + i] ?? 1);
    b[i] = x;
    for (let j = 0; j < i; j++) b[j] = (b[j] ?? 0) - x * (factor[i * n + j] ?? 0);
  }
}

/** Sum of `count` products of two runs of numbers, in four interleaved sums: a fixed order, but not a chain of latencies. */
export function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = count - (count % 4);
  for (let k = 0; k < whole; k += 4) {
    s0 += (a[aStart + k] ?? 0) * (b[bStart + k] ?? 0);
    s1 += (a[aStart + k + 1] ?? 0) * (b[bStart + k + 1] ?? 0);
    s2 += (a[aStart + k + 2] ?? 0) * (b[bStart + k + 2] ?? 0);
    s3 += (a[aStart + k + 3] ?? 0) * (b[bStart + k + 3] ?? 0);
  }
  for (let k = whole; k < count; k++) s0 += (a[aStart + k] ?? 0) * (b[bStart + k] ?? 0);
  return s0 + s1 + (s2 + s3);
}
