/** Ends a `switch` over a union: the compiler reports a case that was forgotten. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
