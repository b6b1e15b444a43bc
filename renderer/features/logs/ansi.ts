/**
 * Colours of a terminal in a line of text: the sequences for them (ECMA-48, "SGR"; the colours beyond 16 as xterm has
 * them) become styles, all others are left out by `inertText`. Styles are names and numbers, never markup.
 */

export interface Style {
  /** 0 to 15: a colour of the theme; else `#rrggbb`. */
  readonly ink?: number | string;
  readonly ground?: number | string;
  readonly bold?: true;
  readonly faint?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly struck?: true;
}

export interface Span {
  readonly text: string;
  readonly style: Style;
}

const plain: Style = {};
// oxlint-disable-next-line no-control-regex -- the escape character begins a sequence
const sequence = /\u001b\[([\d;:]{0,60})m/g;

/** The parts of a line, each with its style. Other control sequences stay in the texts. */
export function spansOf(line: string): readonly Span[] {
  if (!line.includes('\u001b[')) return [{ text: line, style: plain }];
  const spans: Span[] = [];
  let style = plain;
  let from = 0;
  for (const found of line.matchAll(sequence)) {
    if (found.index > from) spans.push({ text: line.slice(from, found.index), style });
    style = restyled(style, (found[1] ?? '').split(/[;:]/).map(Number));
    from = found.index + found[0].length;
  }
  if (from < line.length) spans.push({ text: line.slice(from), style });
  return spans;
}

/** The line without these sequences. */
export function withoutColours(line: string): string {
  return line.includes('\u001b[') ? line.replace(sequence, '') : line;
}

function restyled(before: Style, codes: readonly number[]): Style {
  let style: Style = before;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, used } = extended(codes.slice(at + 1));
      at += used;
      if (colour !== undefined) style = { ...style, [code === 38 ? 'ink' : 'ground']: colour };
    } else style = single(style, code);
  }
  return style;
}

function single(style: Style, code: number): Style {
  if (code >= 30 && code <= 37) return { ...style, ink: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, ink: code - 82 };
  if (code >= 40 && code <= 47) return { ...style, ground: code - 40 };
  if (code >= 100 && code <= 107) return { ...style, ground: code - 92 };
  switch (code) {
    case 0:
      return plain;
    case 1:
      return { ...style, bold: true };
    case 2:
      return { ...style, faint: true };
    case 3:
      return { ...style, italic: true };
    case 4:
      return { ...style, underline: true };
    case 9:
      return { ...style, struck: true };
    case 7: {
      const { ink = 7, ground = 0 } = style;
      return { ...style, ink: ground, ground: ink };
    }
    case 22:
      return without(style, 'bold', 'faint');
    case 23:
      return without(style, 'italic');
    case 24:
      return without(style, 'underline');
    case 29:
      return without(style, 'struck');
    case 27:
      return without(style, 'ink', 'ground');
    case 39:
      return without(style, 'ink');
    case 49:
      return without(style, 'ground');
    default:
      return style;
  }
}

function without(style: Style, ...names: readonly (keyof Style)[]): Style {
  return Object.fromEntries(Object.entries(style).filter(([name]) => !names.some((one) => one === name)));
}

/** What follows 38 or 48: `5;N` is one of 256, `2;R;G;B` a colour by its parts. */
function extended(codes: readonly number[]): { colour: number | string | undefined; used: number } {
  const [kind, first = 0, second = 0, third = 0] = codes;
  if (kind === 5) return { colour: ofPalette(first), used: 2 };
  if (kind === 2) return { colour: hex(first, second, third), used: 4 };
  return { colour: undefined, used: codes.length };
}

/** xterm's palette: 16 of the theme, a cube of 6 by 6 by 6, 24 greys. */
function ofPalette(number: number): number | string | undefined {
  if (!Number.isInteger(number) || number < 0 || number > 255) return undefined;
  if (number < 16) return number;
  if (number >= 232) {
    const grey = 8 + (number - 232) * 10;
    return hex(grey, grey, grey);
  }
  const level = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  const cube = number - 16;
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function hex(...parts: readonly number[]): string {
  const two = (value: number) => {
    const byte = Math.max(0, Math.min(255, Math.trunc(value) || 0));
    return byte.toString(16).padStart(2, '0');
  };
  return `#${parts.map(two).join('')}`;
}
