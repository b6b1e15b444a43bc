/**
 * The tree of a JSON document, of any size: only the rows in view exist. The focus stays on the tree itself, which says
 * where in it one is (WAI-ARIA Authoring Practices, "Tree View").
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { leafText, markedParts, valueText, type JsonRow } from './json-rows.ts';

const rowHeight = 26;
const indent = 18;
/** Characters of a value, and of a name, that a row shows at most. */
const valueLength = 300;
const nameLength = 120;

interface JsonTreeProps {
  readonly rows: readonly JsonRow[];
  /** The key of the row that one is at. */
  readonly active: string | undefined;
  readonly search: string;
  readonly onActive: (row: JsonRow) => void;
  readonly onFold: (row: JsonRow, open: boolean) => void;
}

export function JsonTree({ rows, active, search, onActive, onFold }: JsonTreeProps) {
  const say = useText();
  const prefix = useId();
  const box = useRef<HTMLDivElement>(null);
  const at = rows.findIndex(({ key }) => key === active);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the virtualizer is another object with each render
  }, [active, search]);
  const go = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row !== undefined) onActive(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 1);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') {
      if (row !== undefined && window.getSelection()?.isCollapsed !== false) copy(row);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = keyAct(event.key, rows, at, page);
    if (next === undefined) return;
    event.preventDefault();
    if (typeof next === 'number') go(next);
    else onFold(next.row, next.open);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the tabIndex is there
    <div
      ref={box}
      className="json-tree"
      role="tree"
      tabIndex={0}
      aria-label={say('inspect.tree')}
      aria-activedescendant={at < 0 ? undefined : `${prefix}${at}`}
      dir="ltr"
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (at < 0) go(0);
      }}
    >
      <div role="presentation" className="json-tree__rows" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <Row
              key={row.key}
              row={row}
              id={`${prefix}${index}`}
              start={start}
              active={index === at}
              search={search}
              onActive={onActive}
              onFold={onFold}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Where a key leads, or what it folds. */
function keyAct(
  key: string,
  rows: readonly JsonRow[],
  at: number,
  page: number,
): number | { readonly row: JsonRow; readonly open: boolean } | undefined {
  const row = rows[at];
  const folds = row !== undefined && (row.size ?? 0) > 0;
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return at + page;
    case 'PageUp':
      return at - page;
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'ArrowRight':
      if (!folds) return undefined;
      return row.open ? at + 1 : { row, open: true };
    case 'ArrowLeft':
      if (folds && row.open) return { row, open: false };
      return row === undefined ? undefined : parentOf(rows, at);
    case 'Enter':
    case ' ':
      return folds ? { row, open: !row.open } : undefined;
    default:
      return undefined;
  }
}

function parentOf(rows: readonly JsonRow[], at: number): number | undefined {
  const depth = rows[at]?.depth ?? 0;
  for (let index = at - 1; index >= 0; index -= 1) if ((rows[index]?.depth ?? 0) < depth) return index;
  return undefined;
}

function copy({ value }: JsonRow): void {
  // The browser refuses when the window isn't in front; the value can still be selected below.
  navigator.clipboard
    .writeText(valueText(value))
    .catch((error: unknown) => console.warn('Not copied', error));
}

interface RowProps {
  readonly row: JsonRow;
  readonly id: string;
  readonly start: number;
  readonly active: boolean;
  readonly search: string;
  readonly onActive: (row: JsonRow) => void;
  readonly onFold: (row: JsonRow, open: boolean) => void;
}

function Row({ row, id, start, active, search, onActive, onFold }: RowProps) {
  const { name, value, depth, size, open, place, siblings } = row;
  const folds = (size ?? 0) > 0;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the tree has the keys
    <div
      id={id}
      className={`json-tree__row ${active ? 'json-tree__row--active' : ''}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-selected={active}
      aria-expanded={folds ? open : undefined}
      style={{ transform: `translateY(${start}px)`, paddingInlineStart: depth * indent }}
      onClick={() => onActive(row)}
      onDoubleClick={() => folds && onFold(row, !open)}
    >
      <span
        className="json-tree__fold"
        aria-hidden
        onClick={(event) => {
          if (!folds) return;
          event.stopPropagation();
          onFold(row, !open);
        }}
      >
        {folds && <Chevron size={14} />}
      </span>
      <span className="json-tree__name plain">
        <Marked text={String(name)} search={search} length={nameLength} />
      </span>
      <span className="json-tree__colon">:</span>
      {size === undefined ? (
        <span className={`json-tree__value json-tree__value--${typeof value} clip plain`}>
          <Marked text={leafText(value)} search={search} length={valueLength} />
        </span>
      ) : (
        <Holds value={value} size={size} />
      )}
    </div>
  );
}

/** How much a list or an object holds. */
function Holds({ value, size }: { readonly value: unknown; readonly size: number }) {
  const say = useText();
  const list = Array.isArray(value);
  if (size === 0) return <span className="json-tree__value">{list ? '[ ]' : '{ }'}</span>;
  return <span className="muted">{say(list ? 'inspect.items' : 'inspect.fields', { n: size })}</span>;
}

function Marked({
  text,
  search,
  length,
}: {
  readonly text: string;
  readonly search: string;
  readonly length: number;
}) {
  return markedParts(text, search, length).map((part, index) =>
    part.found ? (
      <mark key={index}>{inertText(part.text)}</mark>
    ) : (
      <span key={index}>{inertText(part.text)}</span>
    ),
  );
}
