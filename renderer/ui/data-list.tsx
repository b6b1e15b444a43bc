/**
 * A table of any length: only the rows in view exist. It is a table to assistive technology, with the whole count; the
 * arrow keys go from row to row. A list may be sorted at its heads, and its rows chosen.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { DataRow } from './data-row.tsx';
import { controlsOf, useKeptFocus } from './list-focus.ts';
import { ListHead } from './list-head.tsx';
import { landing, listAct } from './list-keys.ts';
import { toggled, withRange, type Selection } from './list-selection.ts';
import { useMedia } from './use-media.ts';

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  /** A track of CSS grid. */
  readonly width: string;
  readonly cell: (item: T) => ReactNode;
  readonly hiddenTitle?: boolean;
  /** Left out where the window is narrow: what it says stands elsewhere too. */
  readonly dispensable?: boolean;
  /** Makes the column one to sort by, where the list is `sortable`. */
  readonly compare?: (a: T, b: T) => number;
}

interface DataListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly columns: readonly Column<T>[];
  /** Of the item alone, and the same function at each drawing. */
  readonly keyOf: (item: T) => string;
  readonly empty?: ReactNode;
  /** What stands below a row's cells, over the whole width; such rows are as high as they have to be. */
  readonly below?: (item: T) => ReactNode;
  /** For an item that is no row of cells, as the title of a part: the one thing it holds. */
  readonly across?: (item: T) => ReactNode;
  /** Those across are as high as the other rows and hold something to press. */
  readonly groups?: boolean;
  /** The name under which the list's order is kept; the page sorts with `useInOrder`. */
  readonly sortable?: string;
  readonly selection?: Selection;
  /** Which items can be chosen, where not all of them can. */
  readonly choosable?: (item: T) => boolean;
  /** Its rows hold nothing to press, so it is the list itself that the keyboard scrolls. */
  readonly plain?: boolean;
  /** What the box that chooses an item is for. */
  readonly nameOf?: (item: T) => string;
}

const rowHeight = 48;
/** Frames within which a row that was scrolled to is drawn. */
const mostFrames = 20;

const everything = () => true;

/** `keyOf` of what has an id: one function for all lists, so that drawing a page again reckons no rows anew. */
export function idOf({ id }: { readonly id: string }): string {
  return id;
}

export function DataList<T>({
  label,
  items,
  columns: all,
  keyOf,
  empty,
  below,
  across,
  groups = false,
  sortable,
  selection,
  choosable = everything,
  plain = false,
  nameOf,
}: DataListProps<T>) {
  const box = useRef<HTMLDivElement>(null);
  /** The row that a range begins at. */
  const anchor = useRef<number>(undefined);
  // Another function would have all rows reckoned anew, each time that one scrolls.
  const getItemKey = useCallback(
    (index: number) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
    [items, keyOf],
  );
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey,
    // The rows that come into view are drawn in a task of their own, after the scrolling; those over the edge are there.
    useFlushSync: false,
  });
  const wide = useMedia('(min-width: 760px)');
  const columns = useMemo(
    () => (wide ? all : all.filter(({ dispensable }) => dispensable !== true)),
    [all, wide],
  );
  const free = below !== undefined || (across !== undefined && !groups);
  const boxes = selection !== undefined;
  const tracks = useMemo(() => {
    const widths = columns.map(({ width }) => width);
    return { gridTemplateColumns: [...(boxes ? ['18px'] : []), ...widths].join(' ') };
  }, [columns, boxes]);
  /** The keys of all rows; undefined for one across. */
  const rowKeys = useMemo(
    () => items.map((item) => ((across?.(item) ?? undefined) === undefined ? keyOf(item) : undefined)),
    [items, across, keyOf],
  );
  /** The keys of all rows; undefined for one that can't be chosen. */
  const order = useMemo(
    () => items.map((item, index) => (choosable(item) ? rowKeys[index] : undefined)),
    [items, rowKeys, choosable],
  );

  const choose = useCallback(
    (index: number, range: boolean) => {
      const key = order[index];
      if (selection === undefined || key === undefined) return;
      selection.set(
        range && anchor.current !== undefined
          ? withRange(selection.keys, order, anchor.current, index)
          : toggled(selection.keys, key),
      );
      anchor.current = index;
    },
    [order, selection],
  );

  /** The focus goes to the same control of the next row, or to its first, once that row is drawn. */
  const focusRow = (next: number, place: number) => {
    rows.scrollToIndex(next);
    const look = (frames: number) => {
      const row = box.current?.querySelector(`[data-index="${next}"]`) ?? null;
      if (row === null) {
        if (frames > 0) requestAnimationFrame(() => look(frames - 1));
        return;
      }
      const controls = row.querySelectorAll<HTMLElement>(controlsOf);
      (controls[place] ?? controls[0])?.focus();
    };
    requestAnimationFrame(() => look(mostFrames));
  };

  const kept = useKeptFocus(rowKeys, focusRow);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const { target } = event;
    // A dialog that a row has opened is a child of it.
    if (!(target instanceof HTMLElement) || target.closest('dialog, [role="menu"]') !== null) return;
    const row = target.closest<HTMLElement>('[data-index]');
    if (target.getAttribute('aria-expanded') === 'true' && target.getAttribute('aria-haspopup') === 'menu')
      return;
    const on = target instanceof HTMLAnchorElement ? 'link' : target.matches('input') ? 'check' : 'button';
    const act = listAct(event, on, Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 1));
    if (act === undefined || (act.kind !== 'go' && selection === undefined)) return;
    const at = Number(row?.dataset['index']);
    switch (act.kind) {
      case 'all':
        selection?.set(new Set(order.filter((key) => key !== undefined)));
        break;
      case 'none':
        if (selection?.keys.size === 0) return;
        selection?.set(new Set());
        break;
      case 'go': {
        if (row === null) return;
        const next = landing(at, act, items.length, (index) => groups || rowKeys[index] !== undefined);
        if (next !== undefined) {
          if (act.extend && selection !== undefined)
            selection.set(withRange(selection.keys, order, at, next));
          focusRow(next, [...row.querySelectorAll(controlsOf)].indexOf(target));
        }
        anchor.current = next ?? at;
        break;
      }
      case 'toggle':
        choose(at, false);
        break;
      case 'open':
        row?.querySelector<HTMLElement>('a.list__name')?.click();
        break;
      case 'delete': {
        const key = order[at];
        if (selection?.onDelete === undefined || key === undefined) return;
        if (selection.keys.size === 0) selection.set(new Set([key]));
        selection.onDelete();
        break;
      }
    }
    event.preventDefault();
  };

  return (
    <div
      ref={box}
      className="list"
      role="table"
      aria-label={label}
      aria-rowcount={items.length + 1}
      tabIndex={plain ? 0 : -1}
      onKeyDown={onKeyDown}
      {...kept}
    >
      <ListHead columns={columns} tracks={tracks} sortable={sortable} selection={selection} order={order} />
      {items.length === 0 && empty}
      <div className="list__rows" role="rowgroup" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <DataRow
              key={key}
              item={item}
              index={index}
              start={start}
              columns={columns}
              tracks={tracks}
              measure={free ? rows.measureElement : undefined}
              across={across}
              below={below}
              boxes={boxes}
              box={boxes && order[index] !== undefined ? (nameOf ?? keyOf)(item) : undefined}
              chosen={selection?.keys.has(keyOf(item)) === true}
              onChoose={choose}
            />
          );
        })}
      </div>
    </div>
  );
}
