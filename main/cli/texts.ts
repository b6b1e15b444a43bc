/** The command line's words, in the user's language. */
import type { Language } from '../contract/errors.ts';
import { english } from './texts.en.ts';
import { simplifiedChinese } from './texts.zh-cn.ts';

export type TextKey = keyof typeof english;
/** Gives a text with its placeholders filled. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

const catalogues: Record<Language, Record<TextKey, string>> = { en: english, 'zh-CN': simplifiedChinese };

/** The texts of one language. */
export function translator(language: Language): Translate {
  return (key, values = {}) =>
    catalogues[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** True for the key of a text; keys are also put together from names, such as `help.start`. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(english, key);
}

/** The language that the system is set to; the first of these variables that is set counts, as POSIX has it. */
export function systemLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^zh/i.test(locale) ? 'zh-CN' : 'en';
}
