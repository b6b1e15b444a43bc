/** The order of a list, as the user has chosen it at the heads of its columns. */
import { useMemo } from 'react';
import { useLists, type Order } from '../stores/lists.ts';

interface Sortable<T> {
  readonly key: string;
  readonly compare?: (a: T, b: T) => number;
}

/** The items by the column that was chosen; in the order in which they came where none was. Stable. */
export function inOrder<T>(
  items: readonly T[],
  columns: readonly Sortable<T>[],
  order: Order | undefined,
): readonly T[] {
  const compare = columns.find(({ key }) => key === order?.column)?.compare;
  if (compare === undefined) return items;
  const sign = order?.down === true ? -1 : 1;
  return items.toSorted((a, b) => sign * compare(a, b));
}

/** The same for a list by its name, which is also `sortable` of its `DataList`. */
export function useInOrder<T>(list: string, items: readonly T[], columns: readonly Sortable<T>[]) {
  const order = useLists(({ orders }) => orders[list]);
  return useMemo(() => inOrder(items, columns, order), [items, columns, order]);
}
