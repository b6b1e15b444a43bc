/** What the palette offers for what was typed: bounded, however much there is in the engine. Pure. */

export interface PaletteItem {
  /** The same for the same thing, so that what was used last is known again. */
  readonly key: string;
  readonly label: string;
}

export interface PaletteSource<T extends PaletteItem> {
  readonly group: string;
  readonly items: readonly T[];
  /** Most that are offered; fewer while nothing is typed, where things are many. */
  readonly most: number;
  readonly mostUntyped: number;
}

export interface PaletteGroup<T extends PaletteItem> {
  readonly group: string;
  readonly items: readonly T[];
}

/** Things used last that are offered first while nothing is typed. */
export const mostRecent = 5;

/**
 * The items that hold all words of what was typed: those first that begin with it, then by their order. While nothing
 * is typed, what was used last comes first, under `recentGroup`.
 */
export function offered<T extends PaletteItem>(
  sources: readonly PaletteSource<T>[],
  search: string,
  recent: readonly string[],
  recentGroup: string,
): readonly PaletteGroup<T>[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    const lately = recent
      .flatMap((key) => sources.flatMap(({ items }) => items.filter((one) => one.key === key)).slice(0, 1))
      .slice(0, mostRecent);
    const keys = new Set(lately.map(({ key }) => key));
    const rest = sources.map(({ group, items, mostUntyped }) => ({
      group,
      items: firstOf(items, (one) => !keys.has(one.key), mostUntyped),
    }));
    return [{ group: recentGroup, items: lately }, ...rest].filter(({ items }) => items.length > 0);
  }
  return sources
    .map(({ group, items, most }) => ({ group, items: best(items, words, recent, most) }))
    .filter(({ items }) => items.length > 0);
}

function best<T extends PaletteItem>(
  items: readonly T[],
  words: readonly string[],
  recent: readonly string[],
  most: number,
): readonly T[] {
  const begins: T[] = [];
  const holds: T[] = [];
  const [first = ''] = words;
  for (const one of items) {
    const label = one.label.toLowerCase();
    if (!words.every((word) => label.includes(word))) continue;
    (label.startsWith(first) ? begins : holds).push(one);
  }
  const lately = (one: T) => {
    const at = recent.indexOf(one.key);
    return at < 0 ? recent.length : at;
  };
  return [...begins, ...holds].toSorted((a, b) => lately(a) - lately(b)).slice(0, most);
}

/** The first that fit; it looks no further than it must. */
function firstOf<T>(items: readonly T[], fits: (item: T) => boolean, most: number): readonly T[] {
  const found: T[] = [];
  for (const one of items) {
    if (found.length >= most) break;
    if (fits(one)) found.push(one);
  }
  return found;
}
