import { describe, expect, it } from 'vitest';
import { Sessions } from '../../../main/hosts/node/sessions.ts';

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
      ...[true, true, true, false, false, true],
    ]);
  });

  it('are not kept without end: the oldest goes first', () => {
    const sessions = new Sessions();
    const secrets = Array.from({ length: 65 }, () => sessions.begin());
    expect(secrets.filter((secret) => sessions.find([secret]) === undefined)).toEqual([secrets[0]]);
  });
});
