/** What is remembered of owners, in a real file. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Owners, type Birth } from '../../../../../main/core/shares/fuse/owners.ts';

let dir = '';
let path = '';
let errors: unknown[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'owners-'));
  path = join(dir, 'x.owners');
  errors = [];
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(dir, { recursive: true });
});

const open = () => new Owners(path, (error) => errors.push(error));
const file = (ino: bigint, birthtimeNs = 1n): Birth => ({ dev: 1n, ino, birthtimeNs });
const lines = () => readFileSync(path, 'utf8').split('\n').slice(0, -1);

describe('what is remembered of a file', () => {
  it('is nothing until something is said', () => {
    expect(open().get(file(1n))).toBeUndefined();
  });

  it('grows by what is said, and the last word counts', () => {
    const owners = open();
    owners.set(file(1n), { uid: 10 });
    owners.set(file(1n), { gid: 20, special: 0o4000 });
    owners.set(file(1n), { uid: 11 });
    expect(owners.get(file(1n))).toEqual({ uid: 11, gid: 20, special: 0o4000 });
    expect(owners.get(file(2n))).toBeUndefined();
    owners.close();
  });

  it('is of one device only', () => {
    const owners = open();
    owners.set(file(1n), { uid: 10 });
    expect(owners.get({ ...file(1n), dev: 2n })).toBeUndefined();
    owners.close();
  });

  it('is not taken for that of a file which has the number later', () => {
    const owners = open();
    owners.set(file(1n, 100n), { uid: 10, gid: 20 });
    expect(owners.get(file(1n, 200n))).toBeUndefined();
    owners.set(file(1n, 200n), { uid: 30 });
    expect(owners.get(file(1n, 200n))).toEqual({ uid: 30 });
    owners.close();
    expect(open().get(file(1n, 200n))).toEqual({ uid: 30 });
  });

  it('is forgotten with the file', () => {
    const owners = open();
    owners.set(file(1n), { uid: 10 });
    owners.remove(file(1n));
    expect(owners.get(file(1n))).toBeUndefined();
    owners.close();
    expect(open().get(file(1n))).toBeUndefined();
  });
});

describe('the file that it is kept in', () => {
  it('has all of it after a restart, numbers beyond what a double holds among them', () => {
    const big: Birth = { dev: 2n ** 63n, ino: 2n ** 64n - 1n, birthtimeNs: 1_700_000_000_123_456_789n };
    const owners = open();
    owners.set(big, { uid: 0xffff_fffe, gid: 0, kind: 0o140000, special: 0o7000 });
    owners.set(file(2n), { uid: 5 });
    owners.close();
    const again = open();
    expect(again.get(big)).toEqual({ uid: 0xffff_fffe, gid: 0, kind: 0o140000, special: 0o7000 });
    expect(again.get(file(2n))).toEqual({ uid: 5 });
    expect(again.get({ ...big, ino: big.ino - 1n })).toBeUndefined();
  });

  it.runIf(process.platform !== 'win32')('is for its owner only', () => {
    const owners = open();
    owners.set(file(1n), { uid: 1 });
    owners.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is written by itself a moment later', () => {
    vi.useFakeTimers();
    const owners = open();
    owners.set(file(1n), { uid: 1 });
    expect(() => readFileSync(path)).toThrow('ENOENT');
    vi.advanceTimersByTime(1000);
    expect(open().get(file(1n))).toEqual({ uid: 1 });
  });

  it('is not written for what is known already', () => {
    const owners = open();
    owners.set(file(1n), { uid: 1, gid: 2 });
    owners.set(file(1n), { gid: 2 });
    owners.remove(file(9n));
    owners.close();
    expect(lines()).toHaveLength(1);
  });

  it('is written anew when most of its lines count no more', () => {
    const owners = open();
    owners.set(file(7n), { uid: 7 });
    for (let uid = 0; uid <= 20_001; uid += 1) owners.set(file(1n), { uid });
    owners.close();
    expect(lines()).toHaveLength(2);
    const again = open();
    expect(again.get(file(1n))).toEqual({ uid: 20_001 });
    expect(again.get(file(7n))).toEqual({ uid: 7 });
  });
});

describe('a damaged file', () => {
  const line = (ino: bigint, uid: number) => `{"k":"1.${ino.toString(36)}","b":"1","uid":${uid}}`;

  it.each([
    ['half a line', '{"k":"1.3","b":"1","ui'],
    ['an empty line', ''],
    ['no object', '17'],
    ['a number that no owner has', '{"k":"1.3","b":"1","uid":-1}'],
    ['a key that is no text', '{"k":3,"b":"1"}'],
    ['bytes that are no text', '\u0000\ufffd\u0007'],
  ])('loses no more than the line that is bad: %s', (_what, bad) => {
    writeFileSync(path, [line(1n, 10), bad, line(2n, 20), ''].join('\n'));
    const owners = open();
    expect(owners.get(file(1n))).toEqual({ uid: 10 });
    expect(owners.get(file(2n))).toEqual({ uid: 20 });
    expect(owners.get(file(3n))).toBeUndefined();
  });

  it('that ends in half a line loses nothing of what comes after it', () => {
    writeFileSync(path, `${line(1n, 10)}\n${line(2n, 20).slice(0, 15)}`);
    const owners = open();
    owners.set(file(3n), { uid: 30 });
    owners.close();
    const again = open();
    expect(again.get(file(1n))).toEqual({ uid: 10 });
    expect(again.get(file(3n))).toEqual({ uid: 30 });
  });

  it('that lacks only the last line end keeps the line', () => {
    writeFileSync(path, line(1n, 10));
    const owners = open();
    owners.set(file(3n), { uid: 30 });
    owners.close();
    const again = open();
    expect(again.get(file(1n))).toEqual({ uid: 10 });
    expect(again.get(file(3n))).toEqual({ uid: 30 });
  });

  it('is not begun anew when it is there and cannot be read', () => {
    mkdirSync(path);
    expect(open).toThrow('EISDIR');
  });
});

it('what could not be written is told, and written once that goes, also behind a part of it', () => {
  const owners = open();
  mkdirSync(path); // in the way
  owners.set(file(1n), { uid: 1 });
  owners.close();
  expect(errors).toMatchObject([{ code: 'EISDIR' }]);
  rmSync(path, { recursive: true });
  appendFileSync(path, '{"k":"1.1","b":"1","u'); // as a disk that became full leaves it
  owners.set(file(2n), { uid: 2 });
  owners.close();
  const again = open();
  expect(again.get(file(1n))).toEqual({ uid: 1 });
  expect(again.get(file(2n))).toEqual({ uid: 2 });
});
