/** The `filters` of list requests: https://docs.docker.com/reference/api/engine/#tag/Container/operation/ContainerList */
import { asRecord } from '../../engine/untrusted.ts';
import { Fault } from './fault.ts';
import { texts } from './fields.ts';

export type Filters = ReadonlyMap<string, readonly string[]>;

/** Reads both spellings, `{"a":["x"]}` and `{"a":{"x":true}}`. Throws 400 for other names than `known`. */
export function parseFilters(json: string | null, known: readonly string[]): Filters {
  const filters = new Map<string, readonly string[]>();
  if (json === null || json === '') return filters;
  for (const [name, value] of Object.entries(asRecord(parse(json)))) {
    if (!known.includes(name)) throw new Fault(400, `invalid filter '${name}'`);
    const chosen = Object.entries(asRecord(value)).flatMap(([item, on]) => (on === true ? [item] : []));
    filters.set(name, texts(value) ?? chosen);
  }
  return filters;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Fault(400, 'invalid filter');
  }
}

/** True when the filter is absent, or one of its values passes. */
export function anyOf(filters: Filters, name: string, passes: (value: string) => boolean): boolean {
  const values = filters.get(name);
  return values === undefined || values.length === 0 || values.some(passes);
}

/** True when every `label`, written as `key` or `key=value`, is there, and no `label!`. */
export function labelsMatch(filters: Filters, labels: Readonly<Record<string, string>>): boolean {
  const has = (wanted: string) => {
    const at = wanted.indexOf('=');
    return at < 0 ? Object.hasOwn(labels, wanted) : labels[wanted.slice(0, at)] === wanted.slice(at + 1);
  };
  return (filters.get('label') ?? []).every(has) && !(filters.get('label!') ?? []).some(has);
}

/** Docker matches names with regular expressions; a name that is none is looked for as it stands. */
export function nameMatches(pattern: string, name: string): boolean {
  if (pattern.length > 256) return false;
  try {
    return new RegExp(pattern, 'u').test(name);
  } catch {
    return name.includes(pattern);
  }
}
