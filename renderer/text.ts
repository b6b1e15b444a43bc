/** The window's words in the language that the settings or the system say. */
import { useCallback } from 'react';
import type { Language } from '../main/contract/errors.ts';
import { english } from './locales/en.ts';
import { simplifiedChinese } from './locales/zh-cn.ts';
import { useCore } from './stores/core.ts';

export type TextKey = keyof typeof english;
export type TextValues = Readonly<Record<string, string | number>>;

const catalogues: Record<Language, Record<TextKey, string>> = {
  en: english,
  'zh-CN': simplifiedChinese,
};

/** The language for a setting, given what the browser or Electron prefers. */
export function languageFor(
  setting: 'system' | Language | undefined,
  preferred: readonly string[],
): Language {
  if (setting !== undefined && setting !== 'system') return setting;
  return /^zh\b/i.test(preferred[0] ?? '') ? 'zh-CN' : 'en';
}

/** A text with its `{placeholders}` filled. `{n|one|other}` chooses by a number in languages that tell them apart. */
export function fillText(text: string, values: TextValues): string {
  return text.replace(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, other?: string) => {
      if (!Object.hasOwn(values, name)) return whole;
      const value = values[name];
      if (one !== undefined && other !== undefined) return value === 1 ? one : other;
      return typeof value === 'number' ? value.toLocaleString('en-US') : String(value);
    },
  );
}

export function textIn(language: Language, key: TextKey, values: TextValues = {}): string {
  return fillText(catalogues[language][key], values);
}

export function useLanguage(): Language {
  const setting = useCore((state) => state.settings?.language);
  return languageFor(setting, navigator.languages);
}

export type Say = (key: TextKey, values?: TextValues) => string;

export function useText(): Say {
  const language = useLanguage();
  return useCallback((key, values) => textIn(language, key, values), [language]);
}
