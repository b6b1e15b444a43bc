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
      // A line that goes on in the next one: neither of the two characters is there for the shell.
      if (line.charAt(at) !== '\n') word = (word ?? '') + escaped(line.charAt(at), quote === '"');
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
  return next === '' || (quoted && !'$`"\\'.includes(next)) ? `\\${next}` : next;
}

/**
 * The first thing in a line that a POSIX shell would do more with than split it (XCU 2.2, 2.6): a variable, a
 * substitution, a pipe, a redirection, a second command, a comment. With it, the splitting alone would say something else
 * than the shell. Undefined when there is none.
 */
export function shellOperation(line: string): string | undefined {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const one = line.charAt(at);
    const rest = line.slice(at);
    if (one === '\\' && quote !== "'") at += 1;
    else if (one === quote) quote = '';
    else if (quote === '' && (one === '"' || one === "'")) quote = one;
    else if (quote !== "'" && (one === '`' || /^\$[\w({]/.test(rest))) return shortWord(rest);
    else if (quote === '' && /[|&;<>]/.test(one)) return shortWord(rest);
    else if (
      quote === '' &&
      one === '~' &&
      /^(?:~(?:\/|\s|$))/.test(rest) &&
      /[\s:=]$/.test(line.slice(0, at))
    )
      return shortWord(rest);
    else if (quote === '' && one === '#' && /(?:^|\s)$/.test(line.slice(0, at))) return shortWord(rest);
  }
  return undefined;
}

function shortWord(rest: string): string {
  return (/^\S{1,40}/.exec(rest) ?? [''])[0];
}
