/** What was typed for a new volume, as a request. */
import type { NamedValue, NewVolume } from '../../../main/contract/volume-model.ts';

interface Typed {
  readonly name: string;
  readonly driver: string;
  readonly options: string;
  readonly labels: string;
}

/** What was typed as a request; undefined where it makes none. */
export function wantedVolume(typed: Typed): NewVolume | undefined {
  const [name, driver] = [typed.name.trim(), typed.driver.trim()];
  const [options, labels] = [valuesIn(typed.options), valuesIn(typed.labels)];
  if (name === '' || options === undefined || labels === undefined) return undefined;
  return {
    name,
    ...(driver === '' ? {} : { driver }),
    ...(options.length === 0 ? {} : { options }),
    ...(labels.length === 0 ? {} : { labels }),
  };
}

/** Lines `NAME=VALUE`, or a name alone; undefined where one has no name. */
export function valuesIn(text: string): NamedValue[] | undefined {
  const values: NamedValue[] = [];
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const at = line.indexOf('=');
    if (at === 0) return undefined;
    values.push(at < 0 ? { name: line, value: '' } : { name: line.slice(0, at), value: line.slice(at + 1) });
  }
  return values;
}
