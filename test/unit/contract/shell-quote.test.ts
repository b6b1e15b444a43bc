/** Words as shells want them: a real `sh` gives them back; PowerShell's are checked as text, by its own rules. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandFor, inShell, quotePowershell, shellOf } from '../../../main/contract/shell-quote.ts';

const words = [
  'plain',
  '',
  ' ',
  'two words',
  "it's",
  '"double"',
  '$HOME `id` $(id)',
  'a;b|c&d<e>f',
  '*?[x]{a,b}~',
  '\\',
  'C:\\My Files\\',
  'line\nbreak\ttab',
  '#comment',
  '--',
  '--%',
  '-e.x:y',
  '中文 “quotes” ‘single’',
  '!history!',
];

describe('commands for a POSIX shell', () => {
  it.runIf(process.platform !== 'win32')('reach the program word by word', () => {
    const script = 'for one in "$@"; do printf "%s\\0" "$one"; done';
    const line = commandFor('posix', ['sh', '-c', script, 'sh', ...words]);
    const said = execFileSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(said.split('\0').slice(0, -1)).toEqual(words);
  });
});

describe('commands for PowerShell', () => {
  it.each([
    ['plain', 'plain'],
    ['--volume', '--volume'],
    ['nginx:1.27', 'nginx:1.27'],
    ['/var/www', '/var/www'],
    ['C:\\src', 'C:\\src'],
    ['', "''"],
    ['two words', "'two words'"],
    ["it's", "'it''s'"],
    ['‘typographic’', "'‘‘typographic’’'"],
    ['“double”', "'“double”'"],
    ['$env:PATH', "'$env:PATH'"],
    ['`n', "'`n'"],
    ['a,b', "'a,b'"],
    ['@splat', "'@splat'"],
    ['~', "'~'"],
    ['--%', "'--%'"],
    ['--', "'--'"],
    ['-p.x', "'-p.x'"],
    ['--format={{.ID}}', "'--format={{.ID}}'"],
    ['-e:x', "'-e:x'"],
    ['a;b', "'a;b'"],
    ['{"a":1}', '\'{"a":1}\''],
  ])('%j', (word, quoted) => {
    expect(quotePowershell(word)).toBe(quoted);
    expect(commandFor('powershell', [word])).toBe(quoted);
  });

  it.each([
    ['two words', "'two words'"],
    ['', '\'""\''],
    ['{"a":1}', '\'"{\\"a\\":1}"\''],
    ['say "hi" now', '\'"say \\"hi\\" now"\''],
    ['back\\"slash', '\'"back\\\\\\"slash"\''],
    ['C:\\My Files\\', '\'"C:\\My Files\\\\"\''],
    ['C:\\src\\', 'C:\\src\\'],
  ])('before 7.3: %j', (word, quoted) => {
    expect(commandFor('windowsPowershell', [word])).toBe(quoted);
  });

  it.each(words)(
    'what stands between single quotes before 7.3 is the word to a program on Windows: %j',
    (word) => {
      const quoted = commandFor('windowsPowershell', [word]);
      const literal = quoted.startsWith("'")
        ? quoted.slice(1, -1).replaceAll(/(['\u2018-\u201b])\1/g, '$1')
        : quoted;
      // PowerShell puts quotes around spaces, unless there are some.
      const line = /\s/.test(literal) && !literal.startsWith('"') ? `"${literal}"` : literal;
      expect(argvOf(line)).toEqual([word]);
    },
  );
});

it('turns a line for a POSIX shell into one for another, unless it does more', () => {
  const line = `docker run -e 'A=it'\\''s' nginx`;
  expect(inShell(line, 'posix')).toBe(line);
  expect(inShell(line, 'powershell')).toBe("docker run -e 'A=it''s' nginx");
  expect(inShell('docker save x > file', 'powershell')).toBe('docker save x > file');
  expect(inShell("docker 'open", 'powershell')).toBe("docker 'open");
});

it('takes the shell that a system brings', () => {
  expect(['Win32', 'win32', 'MacIntel', 'Linux x86_64', ''].map(shellOf)).toEqual([
    'windowsPowershell',
    'windowsPowershell',
    'posix',
    'posix',
    'posix',
  ]);
});

/** As Microsoft's C runtime reads a command line after the program's name. */
function argvOf(line: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
    const next = line.charAt(at + slashes);
    if (slashes > 0) {
      word = (word ?? '') + '\\'.repeat(next === '"' ? Math.floor(slashes / 2) : slashes);
      at += slashes;
      if (next === '"' && slashes % 2 === 1) {
        word += '"';
        continue;
      }
      at -= 1;
      continue;
    }
    if (next === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (!quoted && /[ \t]/.test(next)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? '') + next;
  }
  if (word !== undefined) found.push(word);
  return found;
}
