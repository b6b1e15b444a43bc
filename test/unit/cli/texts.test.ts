import { describe, expect, it } from 'vitest';
import { setupLabel } from '../../../main/cli/setup-labels.ts';
import { systemLanguage, translator } from '../../../main/cli/texts.ts';

describe('systemLanguage', () => {
  it.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_CN' }, 'zh-CN'],
    [{ LC_ALL: '', LANG: 'de_DE' }, 'en'],
    [{}, 'en'],
  ])('%j means %s', (env, language) => {
    expect(systemLanguage(env)).toBe(language);
  });
});

describe('texts', () => {
  it('have their values filled in', () => {
    const [en, zh] = [translator('en'), translator('zh-CN')];
    expect(en('usage.unexpected', { value: '{value}' })).toBe('{value} is one word too many.');
    expect(zh('usage.missing', { what: 'KEY' })).toBe('缺少 KEY。');
    expect(setupLabel(en, 'fetch qemu')).toBe('Fetching QEMU');
    expect(setupLabel(zh, 'busybox-static')).toBe('下载 busybox-static');
  });
});
