/** Sizes, times and hostile texts as a person reads them. */
import type { Language } from '../main/contract/errors.ts';

/** Bytes in units of 1,000, as docker writes them. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toPrecision(3)} ${units[unit]}`;
}

/** Bytes in GiB, for memory. */
export function gibText(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(bytes < 2 ** 30 * 10 ? 1 : 0)} GiB`;
}

const spans: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** How long ago that was: "3 hours ago". */
export function agoText(time: number, now: number, language: Language): string {
  const seconds = Math.max(0, (now - time) / 1000);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const [unit, size] = spans.find(([, length]) => seconds >= length) ?? (['second', 1] as const);
  return format.format(-Math.floor(seconds / size), unit);
}

/** A moment as the calendar and the clock have it here. */
export function momentText(time: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(time);
}

/** Seconds as `1:05` or `2:03:04`. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

/**
 * A text of a container as it can be shown without doing anything: escape sequences (ECMA-48) are left out, other
 * control characters, those that reorder text (UAX #9) and those that nobody sees become visible marks. A sequence
 * without an end is no sequence: the text after its beginning stays. Emoji keep what joins them (UTS #51).
 */
// oxlint-disable no-control-regex -- they are what this is about
export function inertText(text: string): string {
  return text
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])/g, '')
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (one) => String.fromCharCode(0x2400 + one.charCodeAt(0)))
    .replace(
      /(?!(?<=\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)\u200d\p{Extended_Pictographic})[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu,
      '\ufffd',
    );
}
