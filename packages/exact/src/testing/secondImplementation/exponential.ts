/** exp and log of "Loss", in double precision. */

const EXPONENT_BIAS = 1023;

/** For `value` up to 0. */
export function exponential(value: number): number {
  if (value < -700) return 0;
  const power = Math.trunc(value * Math.LOG2E - 0.5);
  const rest = value - power * Math.LN2;
  let sum = 1;
  let term = 1;
  for (let i = 1; i <= 13; i++) {
    term = term * (rest / i);
    sum = sum + term;
  }
  return powerOfTwo(power) * sum;
}

/** For `value` from 1. */
export function logarithm(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  let power = (view.getUint32(0) >>> 20) - EXPONENT_BIAS;
  let mantissa = value / powerOfTwo(power);
  if (mantissa > Math.SQRT2) {
    mantissa = mantissa * 0.5;
    power = power + 1;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const squared = ratio * ratio;
  let sum = 0;
  let term = ratio;
  for (let i = 1; i <= 29; i += 2) {
    sum = sum + term / i;
    term = term * squared;
  }
  return 2 * sum + power * Math.LN2;
}

/** Exact: a double whose exponent's bits are `power` and whose mantissa is 1. */
function powerOfTwo(power: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, (power + EXPONENT_BIAS) << 20);
  return view.getFloat64(0);
}
