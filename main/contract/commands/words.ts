/** What the words of a `docker` command are made of. */

/** Words that must not be taken for options. */
export function operands(words: readonly string[]): string[] {
  return words.some((word) => word.startsWith('-')) ? ['--', ...words] : [...words];
}

export function flag(name: string, on: boolean | undefined): string[] {
  return on === true ? [name] : [];
}

/** An option with a value, where there is one. */
export function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [name, String(value)];
}

/** An option once for each of its values. */
export function each(name: string, values: readonly string[] | undefined): string[] {
  return (values ?? []).flatMap((value) => [name, value]);
}
