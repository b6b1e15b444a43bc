/** A JSON document to look things up in: a search, the tree, and what is chosen in it with the command that gives it. */
import { ChevronDown, ChevronUp, FoldVertical, UnfoldVertical } from 'lucide-react';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { inspectTemplate } from '../../../main/contract/inspect-template.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { IconButton } from '../../ui/button.tsx';
import { CommandLine, CopyButton } from '../../ui/command-line.tsx';
import { SearchField } from '../../ui/page.tsx';
import {
  findInJson,
  jsonRows,
  keyOfPath,
  keysToDepth,
  openedTo,
  valueText,
  type JsonRow,
} from './json-rows.ts';
import { JsonTree } from './json-tree.tsx';

/** What is unfolded at first: the document's own fields. */
const firstDepth = 0;
/** Characters of a value that are shown; copying takes it whole. */
const mostShown = 20_000;

interface JsonPanelProps {
  readonly root: unknown;
  /** The command that gives the whole document. */
  readonly whole: string;
  /** The command that gives what a template of `docker inspect --format` says. */
  readonly commandFor: (format: string) => string;
  readonly tools: ReactNode;
}

export function JsonPanel({ root, whole, commandFor, tools }: JsonPanelProps) {
  const say = useText();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => keysToDepth(root, firstDepth));
  const [active, setActive] = useState<string>();
  const [search, setSearch] = useState('');
  const rows = useMemo(() => jsonRows(root, open), [root, open]);
  const found = useMemo(() => findInJson(root, search.trim()), [root, search]);
  const keys = useMemo(() => found.map(keyOfPath), [found]);
  const at = active === undefined ? -1 : keys.indexOf(active);
  const go = (index: number) => {
    const path = found[(index + found.length) % found.length];
    if (path === undefined) return;
    setOpen((before) => openedTo(before, path));
    setActive(keyOfPath(path));
  };
  // What is typed leads to the first place at once.
  useEffect(() => {
    const [path] = found;
    if (path === undefined) return;
    setOpen((before) => openedTo(before, path));
    setActive(keyOfPath(path));
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a document that is read anew moves nothing
  }, [search]);
  const chosen = rows.find(({ key }) => key === active);
  const fold = (row: JsonRow, unfold: boolean) =>
    setOpen((before) => {
      const next = new Set(before);
      if (unfold) next.add(row.key);
      else next.delete(row.key);
      return next;
    });
  return (
    <>
      <div className="tools inspect__tools">
        <form
          role="search"
          className="inspect__search"
          onSubmit={(event) => {
            event.preventDefault();
            go(at + 1);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !event.shiftKey) return;
            event.preventDefault();
            go(at < 0 ? -1 : at - 1);
          }}
        >
          <SearchField value={search} onChange={setSearch} label={say('inspect.search')} />
          {search.trim() !== '' && (
            <>
              <span className="muted" role="status">
                {say('inspect.found', { at: at + 1, n: found.length })}
              </span>
              <IconButton
                icon={ChevronUp}
                label={say('inspect.previous')}
                disabled={found.length === 0}
                onClick={() => go(at < 0 ? -1 : at - 1)}
              />
              <IconButton
                icon={ChevronDown}
                label={say('inspect.next')}
                disabled={found.length === 0}
                onClick={() => go(at + 1)}
              />
            </>
          )}
        </form>
        <IconButton
          icon={UnfoldVertical}
          label={say('inspect.unfold')}
          onClick={() => setOpen(keysToDepth(root, Infinity))}
        />
        <IconButton icon={FoldVertical} label={say('inspect.fold')} onClick={() => setOpen(new Set())} />
        {tools}
      </div>
      <JsonTree
        rows={rows}
        active={chosen?.key}
        search={search.trim()}
        onActive={({ key }) => setActive(key)}
        onFold={fold}
      />
      <Chosen
        command={chosen === undefined ? whole : commandFor(inspectTemplate(chosen.path, chosen.value))}
        row={chosen}
      />
    </>
  );
}

function Chosen({ command, row }: { readonly command: string; readonly row: JsonRow | undefined }) {
  const say = useText();
  const text = useMemo(() => (row === undefined ? '' : valueText(row.value)), [row]);
  return (
    <section className="inspect__chosen" aria-label={say('inspect.chosen')}>
      <CommandLine command={command} />
      {row === undefined ? (
        <p className="muted">{say('inspect.choose')}</p>
      ) : (
        <div className="inspect__value">
          <pre tabIndex={0} aria-label={say('inspect.value')} dir="ltr" className="plain">
            {inertText(text.slice(0, mostShown))}
            {text.length > mostShown && '…'}
          </pre>
          <CopyButton text={text} label={say('inspect.copyValue')} />
        </div>
      )}
    </section>
  );
}
