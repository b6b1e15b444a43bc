import { describe, expect, it } from 'vitest';
import { splitWords } from '../../../main/contract/shell-words.ts';

/** Each as `printf '%s\n'` of a POSIX shell has it. */
const lines: readonly (readonly [string, readonly string[]])[] = [
  ['', []],
  ['  \t ', []],
  ['a b', ['a', 'b']],
  [' a  b ', ['a', 'b']],
  [`sh -c 'echo "hi"; ls'`, ['sh', '-c', 'echo "hi"; ls']],
  [`a"b c"'d e'f`, ['ab cd ef']],
  [`'' "" x`, ['', '', 'x']],
  [`it\\'s "it's" 'say "x"'`, ["it's", "it's", 'say "x"']],
  ['a\\ b \\\\ \\x', ['a b', '\\', 'x']],
  ['"a\\nb \\" \\\\ \\$HOME \\`"', ['a\\nb " \\ $HOME `']],
  [`'a\\nb'`, ['a\\nb']],
  ['a\\\nb "c\\\nd"', ['ab', 'cd']],
  ['a\nb', ['a', 'b']],
  ['tail\\', ['tail\\']],
  ['a\u00a0b 你好 "é 世"', ['a\u00a0b', '你好', 'é 世']],
  ['--flag=-x -', ['--flag=-x', '-']],
];

describe('a command line', () => {
  it.each(lines)('%j falls into its words', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it.each([`'a`, `"a`, `a "b c`, `'it\\'s'`, '"\\"'])('%j has a quote that is not closed', (line) => {
    expect(splitWords(line)).toBeUndefined();
  });
});
