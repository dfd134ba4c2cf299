/** Ends an exhaustive `switch`: reached only when a union grew without this place. */
export function assertNever(value: never): never {
  throw new Error(`unexpected case: ${JSON.stringify(value)}`);
}
