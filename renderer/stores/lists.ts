/** How the user has arranged each list: kept for as long as the window lives, so that going elsewhere loses nothing. */
import { create } from 'zustand';

/** By which column a list is sorted; `down` is from the largest. */
export interface Order {
  readonly column: string;
  readonly down: boolean;
}

interface ListState {
  /** By the list's name. */
  readonly orders: Readonly<Record<string, Order>>;
  /** Compose projects whose containers are folded away. */
  readonly folded: ReadonlySet<string>;
}

export const useLists = create<ListState>()(() => ({ orders: {}, folded: new Set() }));

/** Sorts by a column; by the same one a second time: the other way round. */
export function sortBy(list: string, column: string): void {
  useLists.setState(({ orders }) => {
    const old = orders[list];
    return { orders: { ...orders, [list]: { column, down: old?.column === column && !old.down } } };
  });
}

export function foldProject(project: string): void {
  useLists.setState(({ folded }) => {
    const next = new Set(folded);
    if (!next.delete(project)) next.add(project);
    return { folded: next };
  });
}
