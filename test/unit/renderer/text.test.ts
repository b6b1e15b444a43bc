import { describe, expect, it } from 'vitest';
import { fillText, languageFor, textIn } from '../../../renderer/text.ts';

describe('the language', () => {
  it('is the one that was set', () => {
    expect(languageFor('en', ['zh-CN'])).toBe('en');
    expect(languageFor('zh-CN', ['en'])).toBe('zh-CN');
  });

  it('is otherwise the first that the system prefers, if it is spoken here', () => {
    for (const setting of ['system', undefined] as const) {
      expect(languageFor(setting, ['zh-Hans-CN', 'en'])).toBe('zh-CN');
      expect(languageFor(setting, ['ZH'])).toBe('zh-CN');
      expect(languageFor(setting, ['en-GB', 'zh'])).toBe('en');
      expect(languageFor(setting, ['zha', 'zh'])).toBe('en');
      expect(languageFor(setting, [])).toBe('en');
    }
  });
});

describe('a text', () => {
  it('gets its values, numbers with their thousands', () => {
    expect(fillText('{n} of {total} in {where}', { n: 3, total: 12_345, where: 'x' })).toBe(
      '3 of 12,345 in x',
    );
  });

  it('chooses by a number', () => {
    const text = '{n} {n|container|containers}';
    expect([0, 1, 2].map((n) => fillText(text, { n }))).toEqual([
      '0 containers',
      '1 container',
      '2 containers',
    ]);
    expect(fillText('{n|one|}', { n: 2 })).toBe('');
  });

  it('keeps what nobody gave, and takes no value from elsewhere', () => {
    expect(fillText('{a} {constructor} {toString}', {})).toBe('{a} {constructor} {toString}');
  });

  it('takes values as they are: a placeholder in one stays text', () => {
    expect(fillText('{a}{b}', { a: '{b}$&$1', b: 'x' })).toBe('{b}$&$1x');
  });

  it('is there in both languages', () => {
    expect(textIn('en', 'loading')).not.toBe(textIn('zh-CN', 'loading'));
  });
});
