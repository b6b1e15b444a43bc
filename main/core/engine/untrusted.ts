/** Looking at values that others wrote: the guest's engine, or whoever edits a file. */

const maxTextLength = 2000;

/** True for an object with named values. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object with named values; an empty one for anything else. */
export function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** One line of text without control characters and halves of characters, at most 2,000 characters long. */
export function cleanText(text: string): string {
  return text
    .slice(0, maxTextLength)
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}
