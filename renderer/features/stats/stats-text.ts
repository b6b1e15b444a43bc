/** Figures of what containers use as a person reads them. */
import type { Language } from '../../../main/contract/errors.ts';
import { bytesText } from '../../format.ts';

/** Per cent of one processor; small ones with a decimal. */
export function cpuText(percent: number, language: Language): string {
  const digits = percent < 100 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(
    percent / 100,
  );
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Memory in units of 1,024, as `docker stats` writes it. */
export function memoryText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${unit === 0 || value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${units[unit]}`;
}

/** Bytes a second. */
export function rateText(bytes: number): string {
  return `${bytesText(Math.round(bytes))}/s`;
}
