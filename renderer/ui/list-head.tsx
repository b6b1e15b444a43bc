/** The heads of a list's columns: they sort, and the first one's box chooses all rows. */
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, type CSSProperties } from 'react';
import { sortBy, useLists } from '../stores/lists.ts';
import { useText } from '../text.ts';
import type { Selection } from './list-selection.ts';

interface HeadColumn {
  readonly key: string;
  readonly title: string;
  readonly hiddenTitle?: boolean;
  readonly compare?: unknown;
}

interface ListHeadProps {
  readonly columns: readonly HeadColumn[];
  readonly tracks: CSSProperties;
  readonly sortable: string | undefined;
  readonly selection: Selection | undefined;
  /** The keys of all rows; undefined for one that can't be chosen. */
  readonly order: readonly (string | undefined)[];
}

export const ListHead = memo(Head);

function Head({ columns, tracks, sortable, selection, order }: ListHeadProps) {
  const say = useText();
  const sorted = useLists(({ orders }) => (sortable === undefined ? undefined : orders[sortable]));
  const directionOf = (column: HeadColumn) => {
    if (sortable === undefined || column.compare === undefined) return undefined;
    if (sorted?.column !== column.key) return 'none';
    return sorted.down ? 'descending' : 'ascending';
  };
  const all = selection === undefined ? [] : order.filter((key) => key !== undefined);
  const count = selection?.keys.size ?? 0;
  return (
    <div role="rowgroup">
      <div className="list__head" role="row" aria-rowindex={1} style={tracks}>
        {selection !== undefined && (
          <div role="columnheader" className="list__check">
            <input
              type="checkbox"
              aria-label={say('list.chooseAll')}
              checked={count > 0 && count >= all.length}
              ref={(input) => {
                if (input !== null) input.indeterminate = count > 0 && count < all.length;
              }}
              onChange={(event) => selection.set(new Set(event.target.checked ? all : []))}
            />
          </div>
        )}
        {columns.map((column) => {
          const { key, title, hiddenTitle } = column;
          const direction = directionOf(column);
          return (
            <div key={key} role="columnheader" className="clip" aria-sort={direction}>
              {direction === undefined || sortable === undefined ? (
                <span className={hiddenTitle === true ? 'visually-hidden' : undefined}>{title}</span>
              ) : (
                <button type="button" className="list__sort" onClick={() => sortBy(sortable, key)}>
                  {title}
                  {direction === 'ascending' && <ArrowUp size={12} aria-hidden />}
                  {direction === 'descending' && <ArrowDown size={12} aria-hidden />}
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
