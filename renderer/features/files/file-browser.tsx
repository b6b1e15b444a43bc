/**
 * The files in a container or a volume. Enter opens what has the focus, Backspace goes to the folder above, Delete
 * removes, F2 renames; what is dropped goes into the folder that is shown.
 */
import { Download, FolderPlus, RotateCw, Trash2, Upload } from 'lucide-react';
import { useCallback, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { FileChanges } from '../../../main/contract/container-changes.ts';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { FileEntry } from '../../../main/contract/files-model.ts';
import { folderOf, join, nameOf } from '../../../main/contract/inner-path.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import { useRunningAnswer } from '../../stores/answer.ts';
import { folderKey, openFolder, useFolders } from '../../stores/folders.ts';
import { useText } from '../../text.ts';
import { BulkBar } from '../../ui/bulk-bar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { DataList } from '../../ui/data-list.tsx';
import { useSelection } from '../../ui/list-selection.ts';
import { useInOrder } from '../../ui/list-sort.ts';
import { ErrorNote } from '../../ui/notes.tsx';
import { SearchField } from '../../ui/page.tsx';
import { useFileColumns, type FileActs } from './columns.tsx';
import { Crumbs } from './crumbs.tsx';
import { FileDialogs, RemoveFiles, type FileWish } from './dialogs.tsx';
import type { Browsed } from './place.ts';
import { kindInTheEnd, rowsOf, shownName, type FileRow } from './rows.ts';
import { useDrop } from './use-drop.ts';
import { useRowFocus, type RowWish } from './use-row-focus.ts';

interface FileBrowserProps {
  readonly at: Browsed;
  /** What is known of how a container differs from its image. */
  readonly changes?: FileChanges | undefined;
  /** Something was changed, or somebody wants to know. */
  readonly onLook?: () => void;
}

const keyOf = ({ name }: FileRow) => name;
const nameOfRow = ({ name }: FileRow) => shownName(name);

export function FileBrowser({ at, changes, onLook }: FileBrowserProps) {
  const say = useText();
  const { place, live } = at;
  const path = useFolders(({ open }) => open[folderKey(place)] ?? '/');
  const ask = useCallback(
    (client: CoreClient, options: AskOptions) => client['files.list']({ place, path }, options),
    [place, path],
  );
  const { value, error, again } = useRunningAnswer(ask, live);
  const [search, setSearch] = useState('');
  const [wish, setWish] = useState<FileWish>();
  const [removing, setRemoving] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const focusWish = useRef<RowWish>(undefined);
  const items = value?.items;
  const rows = useMemo(
    () => (items === undefined ? undefined : rowsOf(path, items, changes)),
    [path, items, changes],
  );
  const left = useMemo(
    () =>
      (rows ?? []).filter(({ name }) => shownName(name).toLowerCase().includes(search.trim().toLowerCase())),
    [rows, search],
  );
  const look = useCallback(() => {
    again();
    onLook?.();
  }, [again, onLook]);

  const go = useCallback(
    (next: string, name?: string) => {
      setSearch('');
      focusWish.current = name === undefined ? {} : { name };
      openFolder(place, next);
    },
    [place],
  );
  const acts = useMemo(
    (): FileActs => ({
      open: (entry) => {
        if (kindInTheEnd(entry) === 'folder') go(join(path, entry.name));
        else if (kindInTheEnd(entry) === 'file') setWish({ kind: 'view', entry });
      },
      download: (entry) => setWish({ kind: 'download', entry }),
      rename: (entry) => setWish({ kind: 'rename', entry }),
      remove: (entry) => setWish({ kind: 'remove', entries: [entry] }),
    }),
    [path, go],
  );
  const columns = useFileColumns(acts);
  const sorted = useInOrder('files', left, columns);
  useRowFocus(box, focusWish, rows === undefined ? undefined : sorted);
  const selection = useSelection(useMemo(() => sorted.map(keyOf), [sorted]));
  const chosen = sorted.flatMap(({ name, entry }) =>
    entry !== undefined && selection.keys.has(name) ? [entry] : [],
  );
  const dropping = useDrop((dropped) => setWish({ kind: 'upload', dropped }));

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const { target, key } = event;
    if (
      !(target instanceof HTMLElement) ||
      target.closest('dialog, [role="menu"], input:not([type="checkbox"])')
    )
      return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === 'Backspace' && path !== '/') go(folderOf(path), nameOf(path));
    else if (key === 'F2') {
      const entry = sorted[Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'])]?.entry;
      if (entry === undefined) return;
      acts.rename(entry);
    } else return;
    event.preventDefault();
  };

  return (
    <div
      ref={box}
      className={`files ${dropping.over ? 'files--over' : ''}`}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      {...dropping.handlers}
    >
      <div className="tools">
        <Crumbs path={path} onGo={go} />
        {chosen.length > 0 ? (
          <BulkBar selection={selection}>
            <Button icon={Trash2} onClick={() => setRemoving(true)}>
              {say('remove')}
            </Button>
          </BulkBar>
        ) : (
          <>
            <SearchField value={search} onChange={setSearch} label={say('files.search')} />
            <IconButton icon={RotateCw} label={say('files.again')} onClick={look} />
            <IconButton
              icon={FolderPlus}
              label={say('files.makeFolder')}
              onClick={() => setWish({ kind: 'makeFolder' })}
            />
            <IconButton
              icon={Download}
              label={say('files.downloadAll')}
              onClick={() => setWish({ kind: 'downloadAll' })}
            />
            <Button icon={Upload} onClick={() => setWish({ kind: 'upload', dropped: [] })}>
              {say('files.upload')}
            </Button>
          </>
        )}
      </div>
      {error !== undefined && <ErrorNote error={error} onRetry={look} />}
      {value === undefined && error === undefined && (
        <p className="empty" role="status">
          {say('files.reading')}
        </p>
      )}
      {value !== undefined && value.total > value.items.length && (
        <div className="tools">
          <span className="muted tools__text">
            {say('files.more', { n: String(value.items.length), total: String(value.total) })}
          </span>
        </div>
      )}
      {rows !== undefined && (
        <DataList
          label={say('files.in', { path: shownName(path) })}
          items={sorted}
          columns={columns}
          keyOf={keyOf}
          nameOf={nameOfRow}
          sortable="files"
          selection={{ ...selection, onDelete: () => setRemoving(true) }}
          empty={<p className="empty">{say(search === '' ? 'files.none' : 'nothing')}</p>}
        />
      )}
      {wish !== undefined && (
        <FileDialogs
          at={at}
          folder={path}
          items={items ?? none}
          wish={wish}
          setWish={setWish}
          onChanged={(name) => {
            if (name !== undefined) focusWish.current = { name, wait: true };
            look();
          }}
        />
      )}
      {removing && chosen.length > 0 && (
        <RemoveFiles
          at={at}
          folder={path}
          entries={chosen}
          onClose={() => setRemoving(false)}
          onChanged={() => {
            focusWish.current = {};
            look();
          }}
        />
      )}
    </div>
  );
}

const none: readonly FileEntry[] = [];
