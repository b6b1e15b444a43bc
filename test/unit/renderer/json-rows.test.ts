import { describe, expect, it } from 'vitest';
import {
  findInJson,
  jsonRows,
  keyOfPath,
  keysToDepth,
  leafText,
  markedParts,
  openedTo,
} from '../../../renderer/features/inspect/json-rows.ts';

const document: unknown = JSON.parse(
  '{"Id":"abc","Config":{"Env":["A=1","B=2"],"Labels":{},"__proto__":{"x":1}},"Mounts":null}',
);

describe('the rows of a document', () => {
  it('are its own fields, and what is open', () => {
    const names = (open: ReadonlySet<string>) => jsonRows(document, open).map(({ name }) => name);
    expect(names(new Set())).toEqual(['Id', 'Config', 'Mounts']);
    expect(names(keysToDepth(document, 0))).toEqual(['Id', 'Config', 'Env', 'Labels', '__proto__', 'Mounts']);
    expect(names(keysToDepth(document, Infinity))).toEqual([
      ...['Id', 'Config', 'Env', 0, 1, 'Labels', '__proto__', 'x', 'Mounts'],
    ]);
  });

  it('say where they stand', () => {
    const row = jsonRows(document, keysToDepth(document, Infinity)).find(({ value }) => value === 'B=2');
    expect(row).toMatchObject({ path: ['Config', 'Env', 1], depth: 2, place: 2, siblings: 2 });
    expect(row?.size).toBeUndefined();
  });

  it('of something that is no document are none', () => {
    expect(jsonRows('x', new Set())).toEqual([]);
  });
});

describe('a search', () => {
  it('finds names and values, folded ones too', () => {
    expect(findInJson(document, 'b=')).toEqual([['Config', 'Env', 1]]);
    expect(findInJson(document, 'ENV')).toEqual([['Config', 'Env']]);
    expect(findInJson(document, 'null')).toEqual([['Mounts']]);
    expect(findInJson(document, '')).toEqual([]);
  });

  it('opens what a place is in, and nothing else', () => {
    const open = openedTo(new Set(), ['Config', 'Env', 1]);
    expect([...open]).toEqual([keyOfPath(['Config']), keyOfPath(['Config', 'Env'])]);
    expect(openedTo(open, ['Config', 'Env', 0])).toBe(open);
  });
});

describe('a text with what was sought', () => {
  const marked = (text: string, search: string, length = 100) =>
    markedParts(text, search, length)
      .map((part) => (part.found ? `[${part.text}]` : part.text))
      .join('');

  it('has it marked wherever it stands', () => {
    expect(marked('one two One', 'one')).toBe('[one] two [One]');
    expect(marked('nothing', 'x')).toBe('nothing');
    expect(marked('nothing', '')).toBe('nothing');
  });

  it('is cut, and shows the place when it stands far behind', () => {
    expect(marked('x'.repeat(500), '', 10)).toBe(`${'x'.repeat(10)}…`);
    const far = `${'x'.repeat(500)}here${'y'.repeat(500)}`;
    expect(marked(far, 'here', 40)).toBe(`…${'x'.repeat(20)}[here]${'y'.repeat(16)}…`);
    expect(markedParts('z'.repeat(1_000_000), 'z', 300).length).toBeLessThan(400);
  });

  it('marks nothing where small letters have another length', () => {
    expect(marked('İİİ stanbul', 'stanbul')).toBe('İİİ stanbul');
  });
});

it('a value is written as JSON has it', () => {
  expect([leafText('a"b'), leafText(1), leafText(null), leafText([])]).toEqual(['"a\\"b"', '1', 'null', '']);
});
