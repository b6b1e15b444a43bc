import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWords } from '../../../main/core/guest/shell-words.ts';

describe('shellWords', () => {
  const words = [
    "it's",
    '$(id)',
    '`id`',
    'a b',
    '',
    '"',
    '\\',
    'new\nline',
    '*',
    '-n',
    '; rm -rf x',
    "'''",
    '中文',
    '!x',
    '~',
    '#',
  ];

  it('gives a real shell the same words back', () => {
    const out = execFileSync('sh', ['-c', `printf '%s\\0' ${shellWords(words)}`]);
    expect(out.toString().split('\0').slice(0, -1)).toEqual(words);
  });
});
