import { expect, it } from 'vitest';
import { tableLines, widthOf } from '../../../main/cli/table.ts';

it.each([
  ['', 0],
  ['read-only', 9],
  ['只读', 4],
  ['/srv/资料', 9],
  ['（全）', 6],
])('%j takes %d columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

it('every column begins at one place, and nothing trails', () => {
  expect(
    tableLines([
      ['文件夹', '权限', '状态'],
      ['/srv', '只读', '就绪'],
    ]),
  ).toEqual(['文件夹  权限  状态', '/srv    只读  就绪']);
  expect(tableLines([])).toEqual([]);
});
