/** A command line as words, the way a POSIX shell splits it, as far as quotes and backslashes go. */

/** Undefined when a quote is not closed. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const one = line.charAt(at);
    if (quote === "'" && one !== "'") word = (word ?? '') + one;
    else if (one === '\\' && quote !== "'") {
      at += 1;
      word = (word ?? '') + escaped(line.charAt(at), quote === '"');
    } else if (one === quote) quote = '';
    else if (quote === '' && (one === '"' || one === "'")) {
      quote = one;
      word ??= '';
    } else if (quote === '' && /[ \t\n]/.test(one)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + one;
  }
  if (quote !== '') return undefined;
  if (word !== undefined) words.push(word);
  return words;
}

/** What a backslash and the character after it mean (XCU 2.2.1, 2.2.3): between double quotes it guards a few only. */
function escaped(next: string, quoted: boolean): string {
  if (next === '\n') return '';
  return next === '' || (quoted && !'$`"\\'.includes(next)) ? `\\${next}` : next;
}
