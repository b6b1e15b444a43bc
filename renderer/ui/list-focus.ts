/**
 * Where the keyboard is after the row that it was on has gone: on the one that has taken its place. A dialog that was
 * opened from such a row gives the focus to the list itself, which passes it on.
 */
import { useEffect, useRef, type FocusEvent } from 'react';

interface Stand {
  readonly key: string;
  readonly index: number;
  /** Which of the row's controls. */
  readonly place: number;
}

export const controlsOf = 'a, button, input';

/** `rowKeys` has undefined where nobody can stand. What it answers is for the list's element. */
export function useKeptFocus(
  rowKeys: readonly (string | undefined)[],
  focusRow: (index: number, place: number) => void,
) {
  const stand = useRef<Stand>(undefined);
  const settle = () => {
    const { current } = stand;
    if (current === undefined || rowKeys.includes(current.key)) return;
    const next = nearest(rowKeys, current.index);
    if (next === undefined) return;
    stand.current = undefined;
    focusRow(next, current.place);
  };
  useEffect(() => {
    if (document.activeElement === document.body) settle();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- rows that go are what this is about
  }, [rowKeys]);
  return {
    onFocus({ target, currentTarget }: FocusEvent<HTMLDivElement>) {
      if (target === currentTarget) settle();
      // A dialog that a row has opened is a child of it.
      if (target.closest('dialog, [role="menu"]') !== null) return;
      const row = target.closest<HTMLElement>('[data-index]');
      const index = Number(row?.dataset['index']);
      const key = rowKeys[index];
      if (row === null || key === undefined) return;
      const place = [...row.querySelectorAll(controlsOf)].indexOf(target);
      stand.current = { key, index, place };
    },
    onBlur({ relatedTarget }: FocusEvent<HTMLDivElement>) {
      // Somebody pressed where nothing is.
      if (relatedTarget === null) stand.current = undefined;
    },
  };
}

/** The first row from there on, else the last one before. */
function nearest(rowKeys: readonly (string | undefined)[], index: number): number | undefined {
  const after = rowKeys.findIndex((key, at) => at >= index && key !== undefined);
  const found = after >= 0 ? after : rowKeys.findLastIndex((key) => key !== undefined);
  return found < 0 ? undefined : found;
}
