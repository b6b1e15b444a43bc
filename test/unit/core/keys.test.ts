import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';
import { makePair } from '../../../main/core/guest/keys.ts';

describe('a new pair of keys', () => {
  it('is another one where ssh2 has made one that can’t be read', () => {
    const sound = makePair();
    const blob = Buffer.from(sound.public.split(' ')[1] ?? '', 'base64');
    // What ssh2 makes of a point that begins with a zero byte: one byte short.
    const short = Buffer.concat([blob.subarray(0, 15), Buffer.from([0, 0, 0, 31]), blob.subarray(20)]);
    const spoilt = { ...sound, public: `ssh-ed25519 ${short.toString('base64')} x` };
    expect(ssh2.utils.parseKey(spoilt.public)).toBeInstanceOf(Error);
    const made = [spoilt, spoilt, sound];
    expect(makePair(() => made.shift() ?? spoilt)).toBe(sound);
    expect(made).toEqual([]);
  });
});
