/** Single precision: every function rounds its exact result once. Double precision is written with plain operators. */

export function single(value: number): number {
  return Math.fround(value);
}

export function add(left: number, right: number): number {
  return Math.fround(left + right);
}

export function subtract(left: number, right: number): number {
  return Math.fround(left - right);
}

export function multiply(left: number, right: number): number {
  return Math.fround(left * right);
}

export function divide(left: number, right: number): number {
  return Math.fround(left / right);
}

export function squareRoot(value: number): number {
  return Math.fround(Math.sqrt(value));
}

/** `max(0, value)` of the contract: -0 and NaN become +0. */
export function positivePart(value: number): number {
  return value > 0 ? value : 0;
}

/** @throws RangeError */
export function element(values: Float32Array, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no element ${index}`);
  return value;
}

/** @throws RangeError */
export function item<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`no item ${index}`);
  return value;
}
