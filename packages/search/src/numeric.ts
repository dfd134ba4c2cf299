// Engines round Math.exp and Math.log differently in the last bits, and a search must be the same on all of them: these
// use only operations that IEEE 754 rounds exactly.

const { LN2, SQRT2 } = Math;
const INVERSE_SQRT_2PI = 0.3989422804014327;

/** Natural logarithm of a positive number: halvings to [1/√2, √2), then the series of artanh; relative error about 1e-16. */
export function ln(x: number): number {
  if (!(x > 0)) throw new RangeError(`ln of ${x}`);
  if (x === Number.POSITIVE_INFINITY) return x;
  let mantissa = x;
  let exponent = 0;
  while (mantissa >= 4294967296) {
    mantissa /= 4294967296;
    exponent += 32;
  }
  while (mantissa < 1 / 4294967296) {
    mantissa *= 4294967296;
    exponent -= 32;
  }
  while (mantissa >= SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  while (mantissa < SQRT2 / 2) {
    mantissa *= 2;
    exponent -= 1;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  const square = t * t;
  let sum = 0;
  for (let n = 23; n >= 1; n -= 2) sum = sum * square + 1 / n;
  return exponent * LN2 + 2 * t * sum;
}

/** e^x: the argument halved until small, its Taylor series, then squared back; relative error below 1e-13 for |x| < 700. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -745) return 0;
  const whole = Math.round(x / LN2);
  const rest = (x - whole * LN2) / 16;
  let sum = 1;
  for (let n = 8; n >= 1; n--) sum = 1 + (sum * rest) / n;
  const s2 = sum * sum;
  const s4 = s2 * s2;
  const s8 = s4 * s4;
  return s8 * s8 * powerOfTwo(whole);
}

function powerOfTwo(exponent: number): number {
  let result = 1;
  let base = exponent < 0 ? 0.5 : 2;
  for (let n = Math.abs(exponent); n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result *= base;
    base *= base;
  }
  return result;
}

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return INVERSE_SQRT_2PI * exp(-0.5 * x * x);
}

/** Distribution function of the standard normal, absolute error below 7.5e-8 (Abramowitz & Stegun 1964, 26.2.17). */
export function normalDistribution(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = normalDensity(x) * series;
  return x >= 0 ? 1 - tail : tail;
}
