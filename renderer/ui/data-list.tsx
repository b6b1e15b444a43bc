/**
 * A table of any length: only the rows in view exist. It is a table to assistive technology, with the whole count; the
 * arrow keys go from row to row.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  /** A track of CSS grid. */
  readonly width: string;
  readonly cell: (item: T) => ReactNode;
  readonly hiddenTitle?: boolean;
}

interface DataListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly keyOf: (item: T) => string;
  readonly empty?: ReactNode;
}

const rowHeight = 48;

export function DataList<T>({ label, items, columns, keyOf, empty }: DataListProps<T>) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
  });
  const tracks = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };

  /** The focus goes to the same control of the next row, or to its first. */
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    // A dialog that a row has opened is a child of it.
    if (event.target instanceof Element && event.target.closest('dialog, [role="menu"]') !== null) return;
    if (step === undefined || row === null || !(event.target instanceof HTMLElement)) return;
    if (event.target.getAttribute('aria-expanded') === 'true') return;
    event.preventDefault();
    const next = Math.min(items.length - 1, Math.max(0, Number(row.dataset['index']) + step));
    const place = [...row.querySelectorAll('a, button')].indexOf(event.target);
    rows.scrollToIndex(next);
    requestAnimationFrame(() => {
      const controls = box.current?.querySelectorAll<HTMLElement>(
        `[data-index="${next}"] a, [data-index="${next}"] button`,
      );
      (controls?.[place] ?? controls?.[0])?.focus();
    });
  };

  return (
    <div
      ref={box}
      className="list"
      role="table"
      aria-label={label}
      aria-rowcount={items.length + 1}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup">
        <div className="list__head" role="row" aria-rowindex={1} style={tracks}>
          {columns.map(({ key, title, hiddenTitle }) => (
            <div key={key} role="columnheader" className="clip">
              <span className={hiddenTitle === true ? 'visually-hidden' : undefined}>{title}</span>
            </div>
          ))}
        </div>
      </div>
      {items.length === 0 && empty}
      <div className="list__rows" role="rowgroup" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <div
              key={key}
              className="list__row"
              role="row"
              aria-rowindex={index + 2}
              data-index={index}
              style={{ ...tracks, transform: `translateY(${start}px)` }}
            >
              {columns.map((column) => (
                <div key={column.key} role="cell" className="list__cell">
                  {column.cell(item)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
