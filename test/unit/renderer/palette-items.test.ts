/** What the palette offers: all words must be there, what begins with them first, and never more than can be looked at. */
import { describe, expect, it } from 'vitest';
import { offered, type PaletteSource } from '../../../renderer/features/shell/palette-items.ts';

const item = (label: string) => ({ key: label, label });
const sources: readonly PaletteSource<ReturnType<typeof item>>[] = [
  { group: 'Pages', items: ['Containers', 'Images'].map(item), most: 100, mostUntyped: 100 },
  {
    group: 'Things',
    items: ['web', 'Stop web', 'Logs of web', 'my-web', 'db'].map(item),
    most: 3,
    mostUntyped: 2,
  },
];
const labels = (search: string, recent: readonly string[] = []) =>
  offered(sources, search, recent, 'Last').map(({ group, items }) => [
    group,
    ...items.map(({ label }) => label),
  ]);

describe('the palette', () => {
  it('offers some of each while nothing is typed, those used last first', () => {
    expect(labels('')).toEqual([
      ['Pages', 'Containers', 'Images'],
      ['Things', 'web', 'Stop web'],
    ]);
    expect(labels(' ', ['web', 'gone', 'Images'])).toEqual([
      ['Last', 'web', 'Images'],
      ['Pages', 'Containers'],
      ['Things', 'Stop web', 'Logs of web'],
    ]);
  });

  it('finds what holds all words, what begins with them first, and no more than is wanted', () => {
    expect(labels('WEB')).toEqual([['Things', 'web', 'Stop web', 'Logs of web']]);
    expect(labels('web', ['my-web'])).toEqual([['Things', 'my-web', 'web', 'Stop web']]);
    expect(labels('web stop')).toEqual([['Things', 'Stop web']]);
    expect(labels('none')).toEqual([]);
  });

  it('goes through 10,000 things without a pause', () => {
    const many = Array.from({ length: 10_000 }, (_one, n) => item(`thing ${n}`));
    const source = [{ group: 'Many', items: many, most: 20, mostUntyped: 5 }];
    const before = performance.now();
    const [group] = offered(source, 'thing 9', [], 'Last');
    expect(group?.items).toHaveLength(20);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
