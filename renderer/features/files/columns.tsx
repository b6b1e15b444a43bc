/** The columns of a folder. */
import {
  File,
  FileQuestion,
  FileSymlink,
  Folder,
  FolderSymlink,
  Link2Off,
  type LucideIcon,
} from 'lucide-react';
import { useMemo } from 'react';
import type { FileEntry } from '../../../main/contract/files-model.ts';
import { agoText, bytesText, momentText } from '../../format.ts';
import { useLanguage, useText } from '../../text.ts';
import type { Column } from '../../ui/data-list.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { useNow } from '../../ui/use-now.ts';
import { kindInTheEnd, modeText, shownName, type FileRow } from './rows.ts';

export interface FileActs {
  readonly open: (entry: FileEntry) => void;
  readonly download: (entry: FileEntry) => void;
  readonly rename: (entry: FileEntry) => void;
  readonly remove: (entry: FileEntry) => void;
}

export function useFileColumns(acts: FileActs): readonly Column<FileRow>[] {
  const say = useText();
  const language = useLanguage();
  const now = useNow(60_000);
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('column.name'),
        width: 'minmax(140px, 3fr)',
        compare: (a, b) => a.name.localeCompare(b.name),
        cell: (row) => <Name row={row} onOpen={acts.open} />,
      },
      {
        key: 'size',
        title: say('column.size'),
        width: '76px',
        compare: (a, b) => sizeOf(a) - sizeOf(b),
        cell: ({ entry }) => (entry?.kind === 'file' ? bytesText(entry.bytes) : ''),
      },
      {
        key: 'owner',
        title: say('files.owner'),
        width: 'minmax(84px, 1fr)',
        compare: (a, b) => ownerOf(a).localeCompare(ownerOf(b)),
        cell: (row) =>
          row.entry !== undefined && (
            <>
              <div className="clip plain" title={ownerOf(row)}>
                {ownerOf(row)}
              </div>
              <div className="list__sub">
                <code>{modeText(row.entry.mode)}</code>
              </div>
            </>
          ),
      },
      {
        key: 'modified',
        title: say('files.modified'),
        width: 'minmax(84px, 1fr)',
        compare: (a, b) => (a.entry?.modifiedAt ?? 0) - (b.entry?.modifiedAt ?? 0),
        cell: ({ entry }) =>
          entry !== undefined && (
            <time
              className="clip"
              dateTime={new Date(entry.modifiedAt).toISOString()}
              title={momentText(entry.modifiedAt, language)}
            >
              {agoText(entry.modifiedAt, now, language)}
            </time>
          ),
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '36px',
        cell: ({ entry }) =>
          entry !== undefined && (
            <div className="list__actions">
              <Menu name={shownName(entry.name)} entries={entriesFor(entry, acts, say)} />
            </div>
          ),
      },
    ],
    [say, language, now, acts],
  );
}

function entriesFor(entry: FileEntry, acts: FileActs, say: ReturnType<typeof useText>): readonly MenuEntry[] {
  const end = kindInTheEnd(entry);
  const readable = end === 'file' || end === 'folder';
  return [
    ...(readable ? [{ label: say('files.open'), onSelect: () => acts.open(entry) }] : []),
    ...(readable ? [{ label: `${say('files.download')} …`, onSelect: () => acts.download(entry) }] : []),
    { label: `${say('files.rename')} …`, onSelect: () => acts.rename(entry) },
    { label: say('remove'), danger: true, onSelect: () => acts.remove(entry) },
  ];
}

function sizeOf({ entry }: FileRow): number {
  return entry?.kind === 'file' ? entry.bytes : -1;
}

function ownerOf({ entry }: FileRow): string {
  if (entry === undefined) return '';
  return shownName(entry.owner === entry.group ? entry.owner : `${entry.owner}:${entry.group}`);
}

function iconOf(entry: FileEntry | undefined): LucideIcon {
  switch (entry?.kind) {
    case 'folder':
      return Folder;
    case 'link':
      if (entry.leadsTo === undefined) return Link2Off;
      return entry.leadsTo === 'folder' ? FolderSymlink : FileSymlink;
    case 'file':
    case undefined:
      return File;
    default:
      return FileQuestion;
  }
}

function Name({ row, onOpen }: { readonly row: FileRow; readonly onOpen: (entry: FileEntry) => void }) {
  const say = useText();
  const { name, entry, mark } = row;
  const shown = shownName(name);
  const Icon = iconOf(entry);
  const end = entry === undefined ? undefined : kindInTheEnd(entry);
  return (
    <div className="files__name">
      <Icon size={16} aria-hidden className={end === 'folder' ? 'files__folder' : undefined} />
      <div className="files__words">
        <div className="files__line">
          {entry === undefined && (
            <s className="clip plain" title={shown} dir="ltr">
              {shown}
            </s>
          )}
          {entry !== undefined && (end === 'file' || end === 'folder') && (
            <a
              href="#open"
              className="list__name clip plain"
              title={shown}
              dir="ltr"
              onClick={(event) => {
                // The hash is the route, and this leads to no other.
                event.preventDefault();
                onOpen(entry);
              }}
            >
              {shown}
            </a>
          )}
          {entry !== undefined && end !== 'file' && end !== 'folder' && (
            <span className="list__name clip plain" title={shown} dir="ltr">
              {shown}
            </span>
          )}
          {mark !== undefined && (
            <span className={`tag files__mark files__mark--${mark}`}>{say(`changes.${mark}`)}</span>
          )}
        </div>
        <Kind entry={entry} />
      </div>
    </div>
  );
}

/** What it is, where its icon and its size don't say so. */
function Kind({ entry }: { readonly entry: FileEntry | undefined }) {
  const say = useText();
  if (entry === undefined || entry.kind === 'file' || entry.kind === 'folder') return null;
  if (entry.kind !== 'link') return <div className="list__sub clip">{say(`files.kind.${entry.kind}`)}</div>;
  const target = shownName(entry.target ?? '');
  return (
    <div className="list__sub clip plain" title={target} dir="ltr">
      → {target}
      {entry.leadsTo === undefined && ` (${say('files.broken')})`}
    </div>
  );
}
