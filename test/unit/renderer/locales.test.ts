import { describe, expect, it } from 'vitest';
import { english } from '../../../renderer/locales/en.ts';
import { simplifiedChinese } from '../../../renderer/locales/zh-cn.ts';

/** The names in `{name}` and `{name|one|other}`. */
function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)(?:\|[^}]*)?\}/g)].map(([, name = '']) => name))].toSorted();
}

describe("the window's texts", () => {
  it('are there in both languages, and none is empty', () => {
    expect(Object.keys(simplifiedChinese).toSorted()).toEqual(Object.keys(english).toSorted());
    for (const text of [...Object.values(english), ...Object.values(simplifiedChinese)]) {
      expect(text.trim()).not.toBe('');
    }
  });

  it('have the same values filled in', () => {
    const of = (catalogue: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(catalogue).map(([key, text]) => [key, placeholders(text)]));
    expect(of(simplifiedChinese)).toEqual(of(english));
  });

  it('are translated: no English sentence stands among the Chinese ones', () => {
    const inWords = (text: string) => /[a-z]{2,} [a-z]{2,}/i.test(text.replaceAll(/\{[^}]*\}/g, ''));
    const sentences = new Set<string>(Object.values(english).filter(inWords));
    const kept = Object.entries(simplifiedChinese).filter(([, text]) => sentences.has(text));
    expect(kept.map(([key]) => key)).toEqual([]);
  });
});
