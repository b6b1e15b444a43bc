/** What the engine says of one volume (Docker Engine API, `GET /volumes/{name}`), and the request for a new one. */
import type { NamedValue, NewVolume, VolumeDetails } from '../../contract/volume-model.ts';
import { asRecord, cleanText } from './untrusted.ts';

const mostValues = 500;

/** Makes it of the answer of `inspect`, whatever that holds. */
export function volumeDetailsOf(answer: unknown): VolumeDetails {
  const all = asRecord(answer);
  const text = (name: string) => {
    const value = all[name];
    return typeof value === 'string' ? cleanText(value) : '';
  };
  const createdAt = Date.parse(text('CreatedAt'));
  return {
    driver: text('Driver'),
    scope: text('Scope'),
    mountpoint: text('Mountpoint'),
    ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    labels: valuesOf(all['Labels']),
    options: valuesOf(all['Options']),
  };
}

function valuesOf(value: unknown): NamedValue[] {
  return Object.entries(asRecord(value))
    .slice(0, mostValues)
    .map(([name, own]) => ({ name: cleanText(name), value: typeof own === 'string' ? cleanText(own) : '' }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The body of `POST /volumes/create`. */
export function volumeRequest({ name, driver, labels = [], options = [] }: NewVolume): {
  Name: string;
  Driver?: string;
  Labels: Record<string, string>;
  DriverOpts: Record<string, string>;
} {
  return {
    Name: name,
    ...(driver === undefined ? {} : { Driver: driver }),
    Labels: Object.fromEntries(labels.map((one) => [one.name, one.value])),
    DriverOpts: Object.fromEntries(options.map((one) => [one.name, one.value])),
  };
}
