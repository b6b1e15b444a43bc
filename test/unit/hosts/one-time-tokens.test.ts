import { describe, expect, it } from 'vitest';
import { freshSecret, isSameSecret, OneTimeTokens } from '../../../main/hosts/node/one-time-tokens.ts';

describe('one-time tokens', () => {
  it('are good once, each', () => {
    const tokens = new OneTimeTokens();
    const [one, other] = [tokens.fresh(), tokens.fresh()];
    expect(tokens.take('')).toBe(false);
    expect(tokens.take(one.slice(0, -1))).toBe(false);
    expect(tokens.take(one)).toBe(true);
    expect(tokens.take(one)).toBe(false);
    expect(tokens.take(other)).toBe(true);
  });

  it('are good for five minutes', () => {
    let now = 0;
    const tokens = new OneTimeTokens({ now: () => now });
    const [one, other] = [tokens.fresh(), tokens.fresh()];
    now = 5 * 60_000 - 1;
    expect(tokens.take(one)).toBe(true);
    now += 1;
    expect(tokens.take(other)).toBe(false);
  });

  it('are not kept without end: the oldest go first', () => {
    const tokens = new OneTimeTokens({ most: 2 });
    const [first, second, third] = [tokens.fresh(), tokens.fresh(), tokens.fresh()];
    expect([first, second, third].map((token) => tokens.take(token))).toEqual([false, true, true]);
  });
});

describe('secrets', () => {
  it('are 256 bits that fit into URLs and cookies', () => {
    const secret = freshSecret();
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(freshSecret()).not.toBe(secret);
    expect(isSameSecret(secret, secret)).toBe(true);
    expect(isSameSecret(secret, `${secret}A`)).toBe(false);
  });
});
