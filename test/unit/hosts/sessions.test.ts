import { describe, expect, it } from 'vitest';
import { Sessions, type KeptSession } from '../../../main/hosts/node/sessions.ts';

describe('sessions', () => {
  it('are found by their secrets', () => {
    const sessions = new Sessions();
    const [one, other] = [sessions.begin(), sessions.begin()];
    expect(sessions.find([one])).toBeDefined();
    expect(sessions.find(['x', other])).toBe(sessions.find([other]));
    expect(sessions.find([one])).not.toBe(sessions.find([other]));
    expect(sessions.find(['', one.slice(1)])).toBeUndefined();
    expect(sessions.find([])).toBeUndefined();
  });

  it('are tied to the first key that comes', () => {
    const sessions = new Sessions();
    const session = sessions.find([sessions.begin()]);
    expect([undefined, 'a', 'a', 'b', undefined, 'a'].map((key) => session?.mayLink(key))).toEqual([
      ...[false, true, true, false, false, true],
    ]);
  });

  it('are told as digests, and known again by them', () => {
    let told: readonly KeptSession[] = [];
    const sessions = new Sessions({ onChange: (all) => (told = all) });
    const [one, other] = [sessions.begin(), sessions.begin()];
    sessions.find([one])?.mayLink('a key');
    expect(told.map(({ key }) => key === null)).toEqual([false, true]);
    expect(JSON.stringify(told)).not.toMatch(new RegExp(`${one}|${other}|a key`));
    const again = new Sessions({ before: told });
    expect(['another', 'a key'].map((key) => again.find([one])?.mayLink(key))).toEqual([false, true]);
    expect(again.find([other])?.mayLink('b')).toBe(true);
    // Who knows the file knows no secret.
    expect(again.find(told.map(({ secret }) => secret))).toBeUndefined();
  });

  it('are not kept without end: the oldest goes first', () => {
    const sessions = new Sessions();
    const secrets = Array.from({ length: 65 }, () => sessions.begin());
    expect(secrets.filter((secret) => sessions.find([secret]) === undefined)).toEqual([secrets[0]]);
  });
});
