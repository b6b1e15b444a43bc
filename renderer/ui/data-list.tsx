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
  /** What stands below a row's cells, over the whole width; such rows are as high as they have to be. */
  readonly below?: (item: T) => ReactNode;
  /** For an item that is no row of cells, as the title of a part: the one thing it holds. */
  readonly across?: (item: T) => ReactNode;
}

const rowHeight = 48;

export function DataList<T>({ label, items, columns, keyOf, empty, below, across }: DataListProps<T>) {
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
  const free = below !== undefined || across !== undefined;
  const isAcross = (item: T) => (across?.(item) ?? undefined) !== undefined;
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
    let next = Number(row.dataset['index']) + step;
    // A title has nothing to give the focus to.
    for (let item = items[next]; item !== undefined && isAcross(item); item = items[next]) next += step;
    if (items[next] === undefined) return;
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
              ref={free ? rows.measureElement : undefined}
              className={`list__row ${free ? 'list__row--free' : ''}`}
              role="row"
              aria-rowindex={index + 2}
              data-index={index}
              style={{ ...tracks, transform: `translateY(${start}px)` }}
            >
              <Cells item={item} columns={columns} across={across?.(item)} below={below?.(item)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface CellsProps<T> {
  readonly item: T;
  readonly columns: readonly Column<T>[];
  readonly across: ReactNode;
  readonly below: ReactNode;
}

function Cells<T>({ item, columns, across, below }: CellsProps<T>) {
  const whole = { role: 'cell', className: 'list__cell list__cell--whole', 'aria-colspan': columns.length };
  if (across !== undefined && across !== null) return <div {...whole}>{across}</div>;
  return (
    <>
      {columns.map((column) => (
        <div key={column.key} role="cell" className="list__cell">
          {column.cell(item)}
        </div>
      ))}
      {below !== undefined && below !== null && <div {...whole}>{below}</div>}
    </>
  );
}
