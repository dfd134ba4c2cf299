/** True for classes whose arithmetic is bit-exact, so that honest results are equal and not merely close. */
export function isExact(numericClass: string): boolean {
  return /^exact-\d+$/.test(numericClass);
}
