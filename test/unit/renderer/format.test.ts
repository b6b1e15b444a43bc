import { describe, expect, it } from 'vitest';
import { agoText, bytesText, clockText, gibText, inertText, shortId } from '../../../renderer/format.ts';

describe('a size', () => {
  it('is told with three digits, in units of 1,000', () => {
    expect([0, 999, 1000, 1234, 12_345, 123_456, 1e6, 4.5e9].map(bytesText)).toEqual([
      ...['0 B', '999 B', '1.00 kB', '1.23 kB', '12.3 kB', '123 kB', '1.00 MB', '4.50 GB'],
    ]);
    expect(bytesText(5e18)).toBe('5000 PB');
  });

  it('of memory is told in GiB', () => {
    expect([2 ** 29, 2 ** 31, 2 ** 35].map(gibText)).toEqual(['0.5 GiB', '2.0 GiB', '32 GiB']);
  });
});

describe('a time', () => {
  it('is told as how long ago it was, in the language', () => {
    const now = Date.UTC(2024, 5, 1);
    expect(agoText(now - 3 * 3600_000, now, 'en')).toBe('3 hours ago');
    expect(agoText(now - 3 * 3600_000, now, 'zh-CN')).toBe('3小时前');
    expect(agoText(now - 400 * 86_400_000, now, 'en')).toBe('last year');
  });

  it('that is still to come is now: the clock of the guest may be ahead', () => {
    expect(agoText(2000, 1000, 'en')).toBe('now');
  });

  it('of a clock has hours when there are any', () => {
    expect([0, 65, 7384, -5].map(clockText)).toEqual(['0:00', '1:05', '2:03:04', '0:00']);
  });
});

it('an id is shortened as docker does', () => {
  expect(shortId(`sha256:${'0123456789ab'.repeat(4)}`)).toBe('0123456789ab');
  expect(shortId('abc')).toBe('abc');
});

describe('a text made inert', () => {
  const left = (text: string) => inertText(text);

  it('loses escape sequences whole', () => {
    expect(left('a\u001b[31mred\u001b[0m b')).toBe('ared b');
    expect(left('\u001b[2J\u001b[1;1Hclear')).toBe('clear');
    expect(left('\u001b[?25lhidden\u001b[38;2;1;2;3mcolour')).toBe('hiddencolour');
    expect(left('\u001b]0;title\u0007after')).toBe('after');
    expect(left('\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\')).toBe('link');
    expect(left('\u001bP1$r0m\u001b\\x\u001b_apc\u001b\\y\u001b^pm\u001b\\z\u001bXsos\u001b\\!')).toBe(
      'xyz!',
    );
    expect(left('\u001b(Bcharset\u001bc\u001b7\u001b=')).toBe('charset');
  });

  it('keeps the text after a sequence that does not end', () => {
    expect(left('\u001b]0;half of a title, and all that follows')).toBe(
      '0;half of a title, and all that follows',
    );
    expect(left('\u001bPstays')).toBe('stays');
    expect(left('end\u001b')).toBe('end␛');
    expect(left('end\u001b[3')).toBe('end3');
  });

  it('shows other controls, C1 among them, as marks', () => {
    expect(left('a\u0000b\bc\rd\u007fe')).toBe('a␀b␈c␍d\ufffde');
    expect(left('\u009b31mred\u0085\u009d0;t\u009c')).toBe('\ufffd31mred\ufffd\ufffd0;t\ufffd');
  });

  it('shows what reorders text, and what nobody sees, as marks', () => {
    for (const one of ['\u202a', '\u202e', '\u2066', '\u2069', '\u061c', '\u200e', '\u200f'])
      expect(left(`a${one}b`)).toBe('a\ufffdb');
    for (const one of [
      '\u200b',
      '\u200c',
      '\u200d',
      '\u2060',
      '\ufeff',
      '\u00ad',
      '\u2028',
      '\u2029',
      '\u180e',
    ])
      expect(left(`a${one}b`)).toBe('a\ufffdb');
    expect(left('a\u{e0041}b')).toBe('a\ufffdb');
  });

  it('leaves ordinary text as it is', () => {
    const texts = [
      ...[
        'plain\ttext\nin two lines',
        '容器正在运行：你好，世界',
        'naïve — “quoted” … é e\u0301',
        'עברית العربية',
      ],
      ...['😀 👍🏽 🇩🇪 ❤️', '👩‍💻 👨‍👩‍👧 👩🏽‍🚀 ❤️‍🔥', '[31m is no sequence', '日本語ｶﾅ 한국어', '\u{20000}'],
    ];
    for (const text of texts) expect(left(text)).toBe(text);
  });

  it('is inert at once: nothing new comes out of what was removed', () => {
    const hostile = '\u001b\u001b[31m[31m\u001b]\u001b[0m0;x\u0007\u202e\u001b\u001b\\';
    const once = left(hostile);
    expect(left(once)).toBe(once);
    // oxlint-disable-next-line no-control-regex -- none of them is left
    expect(once).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('takes a long hostile line in no time', () => {
    const begun = performance.now();
    for (const part of ['\u001b]', '\u001b[', '\u001b', '\u001bP;', '\u001b[;;;;', '👩‍'])
      left(part.repeat(20_000));
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});
