/** Events in a person's words. */
import { expect, test } from 'vitest';
import { eventWords, isWanted, typeWords } from '../../../renderer/features/engine/event-words.ts';
import { textIn, type Say } from '../../../renderer/text.ts';

const [en, zh]: [Say, Say] = [(key) => textIn('en', key), (key) => textIn('zh-CN', key)];

test('E06 events have words in both languages; unknown ones keep their own', () => {
  expect(eventWords({ action: 'die' }, en)).toBe('ended');
  expect(eventWords({ action: 'die' }, zh)).toBe('已结束');
  expect(eventWords({ action: 'exec_start: sh -c x' }, en)).toBe('a program was started in it');
  expect(eventWords({ action: 'constructor' }, en)).toBe('constructor');
  expect(typeWords('daemon', en)).toBe('Engine');
  expect(typeWords('node', en)).toBe('node');
});

test('E06 the filter looks at type, name and id', () => {
  const event = { time: 0, type: 'container', action: 'start', id: 'abc', name: 'web' };
  expect(isWanted(event, '', ' WE ')).toBe(true);
  expect(isWanted(event, 'image', '')).toBe(false);
  expect(isWanted(event, 'container', 'zzz')).toBe(false);
});
