import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  parseDepends,
  parseRelation,
  satisfies,
  upstreamVersion,
} from '../../../main/setup/debian/version.ts';

describe('compareVersions', () => {
  // Pairs of which the first is older; some are from deb-version(7) and dpkg's own documentation.
  const older: readonly (readonly [string, string])[] = [
    ['1.0', '1.1'],
    ['1.9', '1.10'],
    ['1.0~rc1', '1.0'],
    ['1.0~~', '1.0~~a'],
    ['1.0~~a', '1.0~'],
    ['1.0~', '1.0'],
    ['1.0', '1.0a'],
    ['1.0a', '1.0+b'],
    ['1.0a', '1.0.1'],
    ['1.0-1', '1.0-1+b1'],
    ['1.0-1', '1.0-2'],
    ['1.0-1~deb13u1', '1.0-1'],
    ['1.0-1', '1.0-1+deb13u1'],
    ['9.9', '1:0.1'],
    ['1:9.9', '2:0.1'],
    ['1.2-3-4', '1.2-3-5'],
    ['1.2-9-1', '1.2-10-1'],
    ['6.12.107-1', '6.13~rc1-1'],
    ['1:10.0.2+ds-2', '1:10.0.13+ds-0+deb13u1'],
    ['26.1.5+dfsg1-9', '28.5.2+dfsg1-1'],
    ['20240101000000000000001', '20240101000000000000002'],
    ['1.0-A', '1.0-a'],
    ['1.0-z', '1.0-.'],
  ];
  it.each(older)('%s is older than %s', (a, b) => {
    expect(compareVersions(a, b)).toBeLessThan(0);
    expect(compareVersions(b, a)).toBeGreaterThan(0);
  });

  const same: readonly (readonly [string, string])[] = [
    ['1.0', '1.0'],
    ['0:1.0', '1.0'],
    ['1.0', '1.0-0'],
    ['1.01', '1.1'],
    ['1.0-00', '1.0-0'],
  ];
  it.each(same)('%s equals %s', (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
  });

  it('orders a list the same way from any start', () => {
    const sorted = ['1.0~~', '1.0~', '1.0', '1.0-1', '1.0a', '1.0+1', '1.0.1', '1:0'];
    expect(sorted.toReversed().sort(compareVersions)).toEqual(sorted);
  });
});

describe('relations', () => {
  it('reads names, qualifiers, bounds and alternatives', () => {
    expect(parseDepends('libc6 (>= 2.38), python3:any, a | b (<< 2) ,')).toEqual([
      [{ name: 'libc6', bound: { operator: '>=', version: '2.38' } }],
      [{ name: 'python3', bound: undefined }],
      [
        { name: 'a', bound: undefined },
        { name: 'b', bound: { operator: '<<', version: '2' } },
      ],
    ]);
    expect(parseDepends('')).toEqual([]);
  });

  it('takes nothing for another architecture or in another syntax', () => {
    expect(parseRelation('libc6:i386')).toBeUndefined();
    expect(parseRelation('libc6 (> 2)')).toBeUndefined();
    expect(parseRelation('$(reboot)')).toBeUndefined();
  });

  it.each([
    ['1.0', '<<', '1.0', false],
    ['1.0', '<=', '1.0', true],
    ['1.0', '=', '1.0-0', true],
    ['1.0', '>=', '1.1', false],
    ['1.0+b1', '>>', '1.0', true],
  ] as const)('%s %s %s is %s', (version, operator, than, answer) => {
    expect(satisfies(version, { operator, version: than })).toBe(answer);
  });

  it('finds the upstream version', () => {
    expect(upstreamVersion('1:10.0.13+ds-0+deb13u1')).toBe('10.0.13+ds');
    expect(upstreamVersion('5.8.1')).toBe('5.8.1');
  });
});
