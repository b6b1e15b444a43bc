import { describe, expect, it } from 'vitest';
import { parseIndex, type Package } from '../../../main/setup/debian/packages.ts';
import { resolve } from '../../../main/setup/debian/resolve.ts';

/** An index from short lines: `NAME VERSION | Depends | Provides`. */
function index(suite: string, lines: readonly string[]) {
  const stanzas = lines.map((line) => {
    const [head = '', depends = '', provides = ''] = line.split(';');
    const [name = '', version = ''] = head.trim().split(' ');
    return [
      `Package: ${name}`,
      `Version: ${version}`,
      'Architecture: amd64',
      ...(depends.trim() ? [`Depends: ${depends.trim()}`] : []),
      ...(provides.trim() ? [`Provides: ${provides.trim()}`] : []),
      'Description: a package',
      ' Version: 9 in a description counts for nothing',
      `Filename: pool/${name}_${version}.deb`,
      'Size: 100',
      `SHA256: ${'0'.repeat(64)}`,
    ].join('\n');
  });
  return parseIndex(Buffer.from(`${stanzas.join('\n\n')}\n\n`), {
    mirror: 'http://m',
    suite,
    architecture: 'amd64',
  });
}

const names = (list: readonly Package[]) => list.map((one) => `${one.name}=${one.version}@${one.suite}`);

describe('parseIndex', () => {
  it('keeps the fields that are needed', () => {
    const text = `Package: a\nVersion: 1:2-3\nArchitecture: all\nPre-Depends: p\nDepends: d (>= 1)\nProvides: v (= 4), w
Filename: pool/a.deb\nSize: 12\nSHA256: ${'ab'.repeat(32)}\nSource: src (5)\nHomepage: http://h/\nSection: misc\n\nPackage: broken\n`;
    const parsed = parseIndex(Buffer.from(text), { mirror: 'http://m', suite: 's', architecture: 'amd64' });
    expect([...parsed.packages.keys()]).toEqual(['a']);
    expect(parsed.packages.get('a')).toEqual([
      {
        name: 'a',
        version: '1:2-3',
        architecture: 'all',
        depends: 'p, d (>= 1)',
        provides: 'v (= 4), w',
        filename: 'pool/a.deb',
        size: 12,
        sha256: 'ab'.repeat(32),
        source: 'src (5)',
        homepage: 'http://h/',
        section: 'misc',
        mirror: 'http://m',
        suite: 's',
      },
    ]);
    expect(parsed.providers.get('v')?.[0]?.version).toBe('4');
    expect(parsed.providers.get('w')?.[0]?.version).toBeUndefined();
  });
});

describe('resolve', () => {
  it('takes all that is depended on, circles included, sorted', () => {
    const stable = index('stable', ['z 1;m', 'm 1;a (>= 1)', 'a 1;z', 'other 1']);
    expect(names(resolve([stable], ['z']))).toEqual(['a=1@stable', 'm=1@stable', 'z=1@stable']);
  });

  it('takes the first alternative that can be had, but rather one that is taken already', () => {
    const stable = index('stable', ['x 1;gone | b | c', 'y 1;c', 'b 1', 'c 1']);
    expect(names(resolve([stable], ['x']))).toEqual(['b=1@stable', 'x=1@stable']);
    expect(names(resolve([stable], ['c', 'x']))).toEqual(['c=1@stable', 'x=1@stable']);
  });

  it('finds a virtual package, the first by name unless another is taken', () => {
    const stable = index('stable', ['x 1;awk', 'mawk 1;;awk', 'gawk 1;;awk']);
    expect(names(resolve([stable], ['x']))).toEqual(['gawk=1@stable', 'x=1@stable']);
    expect(names(resolve([stable], ['mawk', 'x']))).toEqual(['mawk=1@stable', 'x=1@stable']);
  });

  it('needs a provided version for a bound', () => {
    const stable = index('stable', ['x 1;v (>= 2)', 'plain 9;;v', 'low 1;;v (= 1)', 'right 1;;v (= 2)']);
    expect(names(resolve([stable], ['x']))).toEqual(['right=1@stable', 'x=1@stable']);
  });

  it('prefers the first suite, follows pins, and goes further only for a bound', () => {
    const stable = index('stable', ['docker 26;lib', 'runc 1;lib', 'lib 1', 'new 1;lib (>= 2)']);
    const testing = index('testing', ['docker 28;lib', 'runc 2;lib', 'lib 2']);
    expect(names(resolve([stable, testing], ['docker', 'runc'], { pins: { docker: 'testing' } }))).toEqual([
      'docker=28@testing',
      'lib=1@stable',
      'runc=1@stable',
    ]);
    // runc is taken with lib 1 in mind, then `new` wants lib 2: one lib serves both.
    expect(names(resolve([stable, testing], ['lib', 'runc', 'new']))).toEqual([
      'lib=2@testing',
      'new=1@stable',
      'runc=1@stable',
    ]);
  });

  it('takes the newest version within a suite', () => {
    expect(names(resolve([index('s', ['a 1', 'a 1.10', 'a 1.9'])], ['a']))).toEqual(['a=1.10@s']);
  });

  it('does without what is excluded', () => {
    const stable = index('stable', [
      'x 1;debconf (>= 1) | debconf-2, awk, y',
      'y 1',
      'mawk 1;;awk',
      'debconf 1',
    ]);
    expect(names(resolve([stable], ['x'], { exclude: ['debconf', 'awk'] }))).toEqual([
      'x=1@stable',
      'y=1@stable',
    ]);
  });

  it.each([
    ['a name', ['nothing'], 'nothing'],
    ['a bound', ['a (>= 2)'], 'a (>= 2)'],
    ['a dependency', ['b'], 'c (= 3) | d'],
    ['another architecture', ['e'], 'a:i386'],
    ['a contradiction', ['f'], 'a (>= 2)'],
  ])('tells that %s is missing', (_, roots, name) => {
    const stable = index('stable', ['a 1', 'b 1;c (= 3) | d', 'c 1', 'e 1;a:i386', 'f 1;a (<< 2), a (>= 2)']);
    expect(() => resolve([stable], roots)).toThrowError(
      expect.objectContaining({ code: 'setup.packageMissing', params: { name, architecture: 'amd64' } }),
    );
  });
});
