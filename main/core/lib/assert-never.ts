/** Ends a switch over a union: the compiler refuses it as long as a member is missing. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected: ${JSON.stringify(value)}`);
}
