/** Which container wrote a line: its name, always written out, in a colour that it keeps. */
import { inertText } from '../../format.ts';

/** Colours of a terminal that read well on the ground of logs (`styles/logs.css`); red is that of errors. */
const inks = [4, 2, 5, 6, 3, 12, 10, 13, 14, 11] as const;

/** The same for the same name, in every window. */
export function inkOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return inks[sum % inks.length] ?? inks[0];
}

export function LineSource({ name }: { readonly name: string }) {
  const shown = inertText(name);
  return (
    <span className={`log__source clip plain ink-${inkOf(name)}`} title={shown}>
      {shown}
    </span>
  );
}
