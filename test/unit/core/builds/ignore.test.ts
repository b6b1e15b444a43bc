/** The rules of .dockerignore, by Docker's documentation and moby/patternmatcher. */
import { describe, expect, it } from 'vitest';
import { IgnoreRules, readIgnoreFile, type Verdict } from '../../../../main/core/builds/ignore.ts';

/** What is said of a path once all folders around it have been judged. */
function judge(rules: IgnoreRules, path: string): boolean {
  let verdict: Verdict = [];
  let ignored = false;
  const parts = path.split('/');
  for (const [index] of parts.entries()) {
    ({ ignored, verdict } = rules.judge(parts.slice(0, index + 1).join('/'), verdict));
  }
  return ignored;
}

function leavesOut(patterns: string, path: string): boolean {
  return judge(
    new IgnoreRules(readIgnoreFile(patterns), { wildExceptions: true, file: '.dockerignore' }),
    path,
  );
}

it.each([
  // docs.docker.com/build/concepts/context, "Matching".
  ['*/temp*', 'somedir/temporary.txt', true],
  ['*/temp*', 'somedir/temp/inside', true],
  ['*/temp*', 'temp.txt', false],
  ['*/*/temp*', 'somedir/subdir/temporary.txt', true],
  ['*/*/temp*', 'somedir/temporary.txt', false],
  ['temp?', 'tempa', true],
  ['temp?', 'temp', false],
  ['temp?', 'temp/', false],
  ['**/*.go', 'a.go', true],
  ['**/*.go', 'x/y/z.go', true],
  ['**/*.go', 'x/y/z.god', false],
  ['/foo/bar', 'foo/bar', true],
  ['foo/bar/', 'foo/bar', true],
  ['foo/../bar', 'bar', true],
  ['./foo', 'foo', true],
  ['*.md\n!README.md', 'README.md', false],
  ['*.md\n!README.md', 'CHANGES.md', true],
  ['*.md\n!README*.md\nREADME-secret.md', 'README-secret.md', true],
  ['*.md\nREADME-secret.md\n!README*.md', 'README-secret.md', false],
  // A folder takes along what is in it; an exception brings it back.
  ['foo', 'foo/a/b', true],
  ['foo\n!foo/a', 'foo/a/b', false],
  ['foo\n!foo/a', 'foo/c', true],
  ['foo\n!foo/a\nfoo/a/x', 'foo/a/x', true],
  ['**', 'any/thing', true],
  ['**\n!a', 'a/b', false],
  ['a/**', 'a/b/c', true],
  ['a/**', 'a', false],
  ['a/**/z', 'a/z', true],
  ['a/**/z', 'a/b/c/z', true],
  ['**/foo', 'foo', true],
  ['**/foo', 'a/foo', true],
  ['**/foo', 'a/afoo', false],
  ['**foo', 'a/afoo', true],
  ['*', '.hidden', true],
  ['[a-c]x', 'bx', true],
  ['[^a-c]x', 'bx', false],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'axb', false],
  ['a.b', 'axb', false],
  ['a+(b)|{c}$', 'a+(b)|{c}$', true],
  ['Foo', 'foo', false],
  // Comments and white space.
  ['#foo', '#foo', false],
  [' #foo', '#foo', true],
  ['  foo  ', 'foo', true],
  ['! foo\n', 'foo', false],
  ['\ufefffoo', 'foo', true],
  ['foo\r\nbar\r\n', 'bar', true],
  ['\n\n', 'foo', false],
  ['ünï*', 'ünïcode', true],
])('%j and %s: %s', (patterns, path, expected) => {
  expect(leavesOut(patterns, path)).toBe(expected);
});

it.each(['[', 'a[]', '[a', 'a\\', '!', '[]a]'])('refuses %j', (pattern) => {
  expect(() => leavesOut(pattern, 'x')).toThrow(expect.objectContaining({ code: 'build.badIgnore' }));
});

describe('folders that are left out', () => {
  const rules = (patterns: string, wildExceptions: boolean) =>
    new IgnoreRules(readIgnoreFile(patterns), { wildExceptions, file: '.dockerignore' });

  it('are looked into where an exception names something in them', () => {
    expect(rules('a', true).mayHoldExceptions('a')).toBe(false);
    expect(rules('a\n!a/b/c', true).mayHoldExceptions('a')).toBe(true);
    expect(rules('a\n!a/b/c', true).mayHoldExceptions('a/b')).toBe(true);
    expect(rules('a\n!a/b/c', true).mayHoldExceptions('a/x')).toBe(false);
    expect(rules('a\n!a/b/**', false).mayHoldExceptions('a/b')).toBe(true);
  });

  it('are looked into for wildcards by BuildKit alone', () => {
    expect(rules('a\n!**/keep', true).mayHoldExceptions('a')).toBe(true);
    expect(rules('a\n!**/keep', false).mayHoldExceptions('a')).toBe(false);
  });
});
