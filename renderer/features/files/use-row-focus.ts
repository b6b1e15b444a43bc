/** Where the keyboard is after the rows have changed: on the row that was asked for, else on the first one. */
import { useEffect, type RefObject } from 'react';
import type { FileRow } from './rows.ts';

export interface RowWish {
  readonly name?: string;
  /** Only on that one, once it is there. */
  readonly wait?: boolean;
}

/** Gives the focus once for each wish, when there are rows. */
export function useRowFocus(
  box: RefObject<HTMLElement | null>,
  wish: RefObject<RowWish | undefined>,
  rows: readonly FileRow[] | undefined,
): void {
  useEffect(() => {
    const wanted = wish.current;
    if (wanted === undefined || rows === undefined) return;
    const index = rows.findIndex(({ name }) => name === wanted.name);
    if (index < 0 && wanted.wait === true) return;
    wish.current = undefined;
    const frame = requestAnimationFrame(() => {
      const row = (at: number) => box.current?.querySelector<HTMLElement>(`[data-index="${at}"]`);
      const found = row(index) ?? row(0);
      const control =
        found?.querySelector<HTMLElement>('a.list__name') ?? found?.querySelector<HTMLElement>('input');
      (control ?? box.current)?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [box, wish, rows]);
}
