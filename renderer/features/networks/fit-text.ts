/** Text that fits into a length of an SVG, which cuts nothing off by itself. Pure: how wide it is, is estimated. */

/** Full width: Chinese, Japanese, Korean and their punctuation. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
const narrow = /[.,:;'|!iljtfr() ]/;
const large = /[A-Z@%mwMW]/;

/** Pixels at most; fonts differ, so rather too many. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const letter of text) {
    if (wide.test(letter) || letter.charCodeAt(0) > 0xd7ff) ems += 1;
    else if (narrow.test(letter)) ems += 0.36;
    else ems += large.test(letter) ? 0.78 : 0.58;
  }
  return ems * size;
}

/** The text, or its beginning with an ellipsis. */
export function fitText(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = Array.from(text.slice(0, 300));
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
