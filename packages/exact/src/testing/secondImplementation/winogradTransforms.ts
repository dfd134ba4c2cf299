import { add, item, multiply, single, subtract } from './arithmetic.ts';

/** (14) The five transforms, each of a line of values; letters are those of docs/exact-training.md. */
type Transform = (line: (index: number) => number) => number[];

const S = single(-1 / 6);
const T = single(1 / 24);

/** D: 6 pixels of an input. */
export const transformInput: Transform = (d) => {
  const a = subtract(d(4), multiply(4, d(2)));
  const b = subtract(d(3), multiply(4, d(1)));
  const c = subtract(d(4), d(2));
  const e = multiply(2, subtract(d(3), d(1)));
  return [
    add(multiply(4, d(0)), subtract(d(4), multiply(5, d(2)))),
    add(a, b),
    subtract(a, b),
    add(c, e),
    subtract(c, e),
    add(multiply(4, d(1)), subtract(d(5), multiply(5, d(3)))),
  ];
};

/** K: 3 weights of a kernel. */
export const transformKernel: Transform = (g) => {
  const a = add(g(0), g(2));
  const b = add(g(0), multiply(4, g(2)));
  const c = multiply(2, g(1));
  return [
    multiply(0.25, g(0)),
    multiply(S, add(a, g(1))),
    multiply(S, subtract(a, g(1))),
    multiply(T, add(b, c)),
    multiply(T, subtract(b, c)),
    g(2),
  ];
};

/** H: 4 gradients of an output. */
export const transformGradient: Transform = (g) => {
  const a = add(g(0), g(2));
  const b = add(g(1), g(3));
  const c = add(g(0), multiply(4, g(2)));
  const e = multiply(2, add(g(1), multiply(4, g(3))));
  return [
    multiply(0.25, g(0)),
    multiply(S, add(a, b)),
    multiply(S, subtract(a, b)),
    multiply(T, add(c, e)),
    multiply(T, subtract(c, e)),
    g(3),
  ];
};

/** Y: 6 sums to 4 outputs. */
export const transformToOutput: Transform = (m) => {
  const { a, b, c, e } = sumsAndDifferences(m);
  return [
    add(add(m(0), a), c),
    add(b, multiply(2, e)),
    add(a, multiply(4, c)),
    add(add(b, multiply(8, e)), m(5)),
  ];
};

/** R: 6 sums to 3 gradients of weights. */
export const transformToWeights: Transform = (m) => {
  const { a, b, c, e } = sumsAndDifferences(m);
  return [add(add(m(0), a), c), add(b, multiply(2, e)), add(add(a, multiply(4, c)), m(5))];
};

function sumsAndDifferences(m: (index: number) => number): Record<'a' | 'b' | 'c' | 'e', number> {
  return { a: add(m(1), m(2)), b: subtract(m(1), m(2)), c: add(m(3), m(4)), e: subtract(m(3), m(4)) };
}

/** Columns first, then rows. @returns the square row by row. */
export function transformSquare(
  transform: Transform,
  side: number,
  read: (row: number, column: number) => number,
): Float32Array {
  const columns = Array.from({ length: side }, (_, column) => transform((row) => read(row, column)));
  const height = columns[0]?.length ?? 0;
  const rows = Array.from({ length: height }, (_, row) =>
    transform((column) => item(item(columns, column), row)),
  );
  return Float32Array.from(rows.flat());
}
