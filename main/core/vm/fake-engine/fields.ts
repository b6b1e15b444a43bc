/** Reading the loosely typed JSON of requests: a field of the wrong type counts as absent. */
import { asRecord } from '../../engine/untrusted.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const fields: (value: unknown) => Fields = asRecord;

export function text(value: unknown, otherwise = ''): string {
  return typeof value === 'string' ? value : otherwise;
}

export function amount(value: unknown, otherwise = 0): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

/** A list of texts. A single text counts as a list of one, as Docker's own `StrSlice` does; undefined when absent. */
export function texts(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return undefined;
  return value.filter((item: unknown): item is string => typeof item === 'string');
}

/** An object whose values are texts. */
export function textMap(value: unknown): Record<string, string> {
  const entries = Object.entries(asRecord(value)).map(([key, item]): [string, string] => [key, text(item)]);
  return Object.fromEntries(entries);
}

/** As the engine reads flags in a query: `1` and `true`. */
export function isOn(value: string | null): boolean {
  return value !== null && /^(?:1|true|True|TRUE|t|T)$/.test(value);
}
