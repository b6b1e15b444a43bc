/** A row of a list. While one scrolls, the rows that stay in view are not drawn again. */
import { memo, type CSSProperties, type ReactNode } from 'react';
import { useText } from '../text.ts';
import type { Column } from './data-list.tsx';

export interface DataRowProps<T> {
  readonly item: T;
  readonly index: number;
  /** Pixels from the top of the list. */
  readonly start: number;
  readonly columns: readonly Column<T>[];
  readonly tracks: CSSProperties;
  /** Told of the row's element where rows are as high as they have to be. */
  readonly measure: ((element: Element | null) => void) | undefined;
  readonly across: ((item: T) => ReactNode) | undefined;
  readonly below: ((item: T) => ReactNode) | undefined;
  /** Whether the list has boxes. */
  readonly boxes: boolean;
  /** What the box that chooses it is for; undefined for one that can't be chosen. */
  readonly box: string | undefined;
  readonly chosen: boolean;
  /** The box was pressed; with a range from the row that was chosen before. */
  readonly onChoose: (index: number, range: boolean) => void;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- to `memo`, a generic component is one of `unknown`
export const DataRow = memo(Row) as typeof Row;

function Row<T>({
  item,
  index,
  start,
  columns,
  tracks,
  measure,
  across,
  below,
  boxes,
  box,
  chosen,
  onChoose,
}: DataRowProps<T>) {
  const say = useText();
  const whole = across?.(item) ?? undefined;
  return (
    <div
      ref={measure}
      className={`list__row ${measure === undefined ? '' : 'list__row--free'} ${chosen ? 'list__row--chosen' : ''}`}
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      style={{ ...tracks, transform: `translateY(${start}px)` }}
    >
      {boxes && whole === undefined && (
        <div role="cell" className="list__check">
          {box !== undefined && (
            <input
              type="checkbox"
              aria-label={say('list.choose', { name: box })}
              checked={chosen}
              onChange={(event) =>
                onChoose(index, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
              }
            />
          )}
        </div>
      )}
      <Cells
        item={item}
        columns={columns}
        span={columns.length + (boxes ? 1 : 0)}
        whole={whole}
        below={below?.(item)}
      />
    </div>
  );
}

interface CellsProps<T> {
  readonly item: T;
  readonly columns: readonly Column<T>[];
  /** All columns, with that of the boxes. */
  readonly span: number;
  readonly whole: ReactNode;
  readonly below: ReactNode;
}

function Cells<T>({ item, columns, span, whole, below }: CellsProps<T>) {
  const wide = { role: 'cell', className: 'list__cell list__cell--whole', 'aria-colspan': span };
  if (whole !== undefined) return <div {...wide}>{whole}</div>;
  return (
    <>
      {columns.map((column) => (
        <div key={column.key} role="cell" className="list__cell">
          {column.cell(item)}
        </div>
      ))}
      {below !== undefined && below !== null && <div {...wide}>{below}</div>}
    </>
  );
}
