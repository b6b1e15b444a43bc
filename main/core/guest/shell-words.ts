/** SSH carries a command as one text that the guest's shell takes apart; this writes it so that it gets back the same words. */

/** Words as a POSIX shell reads them: each in single quotes, in which nothing means anything (POSIX.1-2017, 2.2.2). */
export function shellWords(argv: readonly string[]): string {
  return argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}
