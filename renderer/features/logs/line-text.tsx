/** A line of a log as it is drawn: its colours, and in it what was searched for. */
import type { ReactNode } from 'react';
import { inertText } from '../../format.ts';
import { spansOf, type Style } from './ansi.ts';
import type { Matcher } from './search.ts';

/** Characters of a line that are drawn; the whole of it is saved. */
const drawn = 4000;

export function LineText({
  text,
  matcher,
}: {
  readonly text: string;
  readonly matcher: Matcher | undefined;
}) {
  const spans = spansOf(text.slice(0, drawn)).map(({ text: part, style }) => ({
    text: inertText(part),
    style,
  }));
  const ranges = matcher?.ranges(spans.map((one) => one.text).join('')) ?? [];
  let at = 0;
  return spans.map(({ text: part, style }, index) => {
    const from = at;
    at += part.length;
    const content = marked(part, from, ranges);
    const named = styleOf(style);
    return named === undefined ? (
      // oxlint-disable-next-line react/no-array-index-key -- the parts of a line never change places
      <span key={index}>{content}</span>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- the same
      <span key={index} {...named}>
        {content}
      </span>
    );
  });
}

/** The part of a line that begins at `from`, with what lies in the ranges marked. */
function marked(part: string, from: number, ranges: readonly (readonly [number, number])[]): ReactNode {
  const pieces: ReactNode[] = [];
  let done = 0;
  for (const [begin, end] of ranges) {
    const [low, high] = [Math.max(begin - from, done), Math.min(end - from, part.length)];
    if (high <= low) continue;
    pieces.push(part.slice(done, low), <mark key={low}>{part.slice(low, high)}</mark>);
    done = high;
  }
  return pieces.length === 0 ? part : [...pieces, part.slice(done)];
}

function styleOf(style: Style): { className: string; style: React.CSSProperties } | undefined {
  const { ink, ground, bold, faint, italic, underline, struck } = style;
  const names = [
    typeof ink === 'number' && `ink-${ink}`,
    typeof ground === 'number' && `ground-${ground}`,
    bold === true && 'ansi--bold',
    faint === true && 'ansi--faint',
    italic === true && 'ansi--italic',
    underline === true && 'ansi--underline',
    struck === true && 'ansi--struck',
  ].filter((name) => name !== false);
  const own = {
    ...(typeof ink === 'string' && { color: ink }),
    ...(typeof ground === 'string' && { background: ground }),
  };
  if (names.length === 0 && Object.keys(own).length === 0) return undefined;
  return { className: names.join(' '), style: own };
}
