import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  guestPathOf,
  isWithin,
  isWithinOnHost,
  judgeSource,
  takenBy,
} from '../../../../main/core/shares/paths.ts';

const pass = { kind: 'pass' };
const refuse = (path: string) => ({ kind: 'refuse', path });
const rewrite = (source: string) => ({ kind: 'rewrite', source });
const share = (path: string, guestPath = path) => ({ path, guestPath });

describe('where a folder is in the VM', () => {
  it.each([
    ['/home/anna', '/home/anna'],
    ['/home/anna/', '/home/anna'],
    ['//home//anna/.', '/home/anna'],
    ['/home/anna/../berta', '/home/berta'],
    ['/', '/'],
    ['relative', undefined],
    ['C:\\Users', undefined],
  ])('on Linux and macOS: %s is %s', (path, expected) => {
    expect(guestPathOf(path, 'linux')).toBe(expected);
    expect(guestPathOf(path, 'darwin')).toBe(expected);
  });

  it.each([
    ['C:\\Users\\x y\\p', '/c/Users/x y/p'],
    ['c:/users/x', '/c/users/x'],
    ['C:\\Users\\x\\', '/c/Users/x'],
    ['C:\\Users\\.\\x\\..\\y', '/c/Users/y'],
    ['D:\\', '/d'],
    ['D:/', '/d'],
    ['D:', undefined],
    ['D:relative', undefined],
    ['\\\\server\\share\\x', undefined],
    ['//server/share/x', undefined],
    ['\\\\?\\C:\\Users', undefined],
    ['/c/Users', undefined],
  ])('on Windows: %s is %s', (path, expected) => {
    expect(guestPathOf(path, 'win32')).toBe(expected);
  });
});

describe('a folder in another', () => {
  it('is told by whole names', () => {
    expect(isWithin('/a/b', '/a')).toBe(true);
    expect(isWithin('/a', '/a')).toBe(true);
    expect(isWithin('/ab', '/a')).toBe(false);
    expect(isWithin('/a', '/a/b')).toBe(false);
    expect(isWithin('/a', '/')).toBe(true);
    expect(isWithin('/', '/')).toBe(true);
  });
});

describe('a folder of the host in another', () => {
  it.each([
    ['C:\\Users\\x\\Moorage\\keys', 'C:\\Users\\x\\Moorage', true],
    ['c:/users/X/moorage/keys', 'C:\\Users\\x\\Moorage', true],
    ['C:\\Users\\x\\Moorage', 'C:\\Users\\x\\Moorage\\', true],
    ['C:\\Users', 'C:\\', true],
    ['C:\\Users\\x\\Moorage2', 'C:\\Users\\x\\Moorage', false],
    ['C:\\Users\\x', 'C:\\Users\\x\\Moorage', false],
    ['D:\\Users\\x', 'C:\\Users', false],
    ['\\\\server\\share\\Moorage\\keys', '\\\\SERVER\\share\\Moorage', true],
  ])('on Windows: %s in %s is %s', (path, folder, expected) => {
    expect(isWithinOnHost(path, folder, 'win32')).toBe(expected);
  });

  it('is told by letters elsewhere', () => {
    expect(isWithinOnHost('/a/b', '/a', 'linux')).toBe(true);
    expect(isWithinOnHost('/A/b', '/a', 'darwin')).toBe(false);
    expect(isWithinOnHost('/a\\b', '/a', 'linux')).toBe(false);
  });
});

describe("the VM's own folders", () => {
  it.each([
    ['/', '/bin'],
    ['/etc', '/etc'],
    ['/etc/ssl', '/etc'],
    ['/usr/local', '/usr'],
    ['/var', '/var'],
    ['/run', '/run'],
    ['/tmp', '/tmp'],
    ['/run/moorage/x', '/run/moorage'],
    ['/run/docker', '/run/docker'],
  ])('%s would cover %s', (path, folder) => {
    expect(takenBy(path)).toBe(folder);
  });

  it.each(['/home', '/home/anna', '/tmp/x', '/run/user/1000', '/opt', '/Users/anna', '/c/Users', '/variety'])(
    '%s is free',
    (path) => {
      expect(takenBy(path)).toBeUndefined();
    },
  );
});

describe('the source of a mount', () => {
  const shares = [share('/home/anna'), share('/srv/data')];
  const judge = (source: string) => judgeSource(source, shares, 'linux');

  it.each([
    '/home/anna',
    '/home/anna/',
    '/home/anna/a b/c',
    '//home/anna/./x/../y',
    '/srv/data/x',
    'a-volume',
    '',
    'C:\\Users\\anna',
  ])('passes if it is shared, or no folder: %s', (source) => {
    expect(judge(source)).toEqual(pass);
  });

  it.each([
    '/home',
    '/home/annabelle',
    '/home/anna/../berta',
    '/',
    '/srv',
    '/etc/passwd',
    '/proc/../etc',
    '/var/lib/dockerish',
    '/x/',
  ])('is refused as it was written if it is not: %s', (source) => {
    expect(judge(source)).toEqual(refuse(source));
  });

  it.each([
    '/var/run/docker.sock',
    '//var/run/docker.sock',
    '/var//run/./docker.sock',
    '/run/docker.sock',
    '/proc',
    '/sys/fs/cgroup/',
    '/dev/fuse',
    '/lib/modules',
    '/var/lib/docker/volumes/x/_data',
    '/x/../proc/1',
  ])("passes if it is the VM's own: %s", (source) => {
    expect(judge(source)).toEqual(pass);
    expect(judgeSource(source, [], 'win32')).toEqual(pass);
  });

  it('may be anywhere when all is shared', () => {
    expect(judgeSource('/anywhere', [share('/')], 'linux')).toEqual(pass);
  });
});

describe('the source of a mount on Windows', () => {
  const shares = [
    share('C:\\Users\\x y', '/c/Users/x y'),
    share('C:\\Users\\x y\\Inner', '/c/Users/x y/Inner'),
    share('D:\\', '/d'),
  ];
  const judge = (source: string) => judgeSource(source, shares, 'win32');

  it.each([
    ['C:\\Users\\x y\\p', '/c/Users/x y/p'],
    ['C:/Users/x y/p/', '/c/Users/x y/p'],
    ['c:\\users\\X Y\\Sub', '/c/Users/x y/Sub'],
    ['c:\\users\\x y\\INNER\\a', '/c/Users/x y/Inner/a'],
    ['/C/users/x Y', '/c/Users/x y'],
    ['/D/work', '/d/work'],
    ['//C/Users/X Y/p', '/c/Users/x y/p'],
    ['C:\\Users/x y\\p//q', '/c/Users/x y/p/q'],
    ['C:\\Users\\x y\\', '/c/Users/x y'],
    ['C:\\\\Users\\\\x y\\\\p', '/c/Users/x y/p'],
    ['d:\\', '/d'],
    ['D:\\a\\..\\b', '/d/b'],
  ])('is put where it is in the VM: %s', (source, inGuest) => {
    expect(judge(source)).toEqual(rewrite(inGuest));
  });

  it.each(['/c/Users/x y/p', '//c/Users/x y', 'volume', 'c', 'c:x', '\\Users\\x y', ''])(
    'passes: %s',
    (source) => {
      expect(judge(source)).toEqual(pass);
    },
  );

  it.each([
    'C:\\Users',
    'c:/users/x',
    'C:\\Users\\x y\\..\\z',
    'E:\\',
    '\\\\server\\share',
    '\\\\?\\C:\\Users\\x y',
    '\\\\?\\UNC\\server\\share',
    '\\\\wsl$\\Debian\\home',
    '//server/share/x',
    '/mnt/c/Users/x y',
    '/run/desktop/mnt/host/c/Users/x y',
    '\\\\.\\pipe\\docker_engine',
    '/c/Users',
    '/home/x',
  ])('is refused: %s', (source) => {
    expect(judge(source)).toEqual(refuse(source));
  });

  it('is the same folder of the VM however it is written', () => {
    const part = fc.constantFrom('src', 'a b', 'ünder', '.git', 'x.y');
    const slash = fc.constantFrom('\\', '/', '\\\\', '//');
    const drive = fc.constantFrom('C:', 'c:');
    const below = fc.array(fc.tuple(slash, part), { maxLength: 4 });
    fc.assert(
      fc.property(drive, slash, slash, below, fc.boolean(), (letter, a, b, parts, upper) => {
        const share = `${letter}${a}Users${b}x y`;
        const source = (upper ? share.toUpperCase() : share) + parts.flat().join('');
        const inGuest = ['/c/Users/x y', ...parts.map(([, name]) => name)].join('/');
        expect(judge(source)).toEqual(rewrite(inGuest));
        // What it became passes when it is asked for again.
        expect(judge(inGuest)).toEqual(pass);
      }),
    );
  });
});
