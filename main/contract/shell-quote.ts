/** Commands as the shells want them: each word reaches the program as it is, and none can become a second command. */
import { quote } from './docker-command.ts';
import { shellOperation, splitWords } from './shell-words.ts';

/**
 * `powershell` is 7.3 and newer; `windowsPowershell` is 5.1, as Windows brings it, and 7.2 and older: these don't
 * escape double quotes on the way to a program, and leave empty words out (about_Preference_Variables,
 * `$PSNativeCommandArgumentPassing`: before 7.3 it is always `Legacy`).
 */
export const shells = ['posix', 'powershell', 'windowsPowershell'] as const;
export type Shell = (typeof shells)[number];

/** Words as one line. */
export function commandFor(shell: Shell, words: readonly string[]): string {
  return words.map(quotes[shell]).join(' ');
}

/**
 * A line for a POSIX shell as the same line for another one; as it is where it does more than name a program and its
 * arguments.
 */
export function inShell(line: string, shell: Shell): string {
  if (shell === 'posix' || shellOperation(line) !== undefined) return line;
  const words = splitWords(line);
  return words === undefined ? line : commandFor(shell, words);
}

/** The shell that somebody on this system has most likely; as `navigator.platform` or `process.platform` name it. */
export function shellOf(platform: string): Shell {
  return /^win/i.test(platform) ? 'windowsPowershell' : 'posix';
}

const quotes: Readonly<Record<Shell, (word: string) => string>> = {
  posix: quote,
  powershell: quotePowershell,
  windowsPowershell: (word) => quotePowershell(needsArgv(word) ? argvQuote(word) : word),
};

/**
 * Quotes for PowerShell (about_Parsing, about_Quoting_Rules). Bare are only words that mean nothing but themselves in
 * its argument mode: not those with `%` (`--%` stops parsing), `,` (makes an array), `@` (splats), `~`, `--`, nor options
 * with a dot or colon, which it would take apart. Between single quotes all is literal but single quotes, and it takes
 * typographic ones for these as well.
 */
export function quotePowershell(word: string): string {
  const bare = /^[\w./:\\=+-]+$/.test(word) && !/^--?$/.test(word) && !/^-.*[.:]/.test(word);
  return bare ? word : `'${word.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/** What the old passing of arguments would not hand on as it is. */
function needsArgv(word: string): boolean {
  return word === '' || word.includes('"') || (/\s/.test(word) && word.endsWith('\\'));
}

/**
 * A word as programs on Windows take it from a command line (Microsoft's C runtime, "Parsing C command-line
 * arguments"): between double quotes, backslashes before a quote doubled, the quote escaped. PowerShell adds no quotes
 * of its own to a word that has them around its spaces.
 */
function argvQuote(word: string): string {
  const escaped = word.replaceAll(/(\\*)"/g, String.raw`$1$1\"`).replace(/(\\+)$/, '$1$1');
  return `"${escaped}"`;
}
