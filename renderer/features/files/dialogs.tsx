/** What the file browser asks before it does something. */
import { useState } from 'react';
import type { FileEntry } from '../../../main/contract/files-model.ts';
import { join } from '../../../main/contract/inner-path.ts';
import { useText } from '../../text.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { fileNameOf, SaveDialog } from '../save-dialog.tsx';
import { NameDialog } from './name-dialog.tsx';
import { commandIn, type Browsed } from './place.ts';
import { kindInTheEnd, shownName } from './rows.ts';
import type { Sent } from './tar.ts';
import { UploadDialog } from './upload-dialog.tsx';
import { ViewDialog } from './view-dialog.tsx';

/** What is asked, and about what. */
export type FileWish =
  | { readonly kind: 'view' | 'download' | 'rename'; readonly entry: FileEntry }
  | { readonly kind: 'downloadAll' | 'makeFolder' }
  | { readonly kind: 'remove'; readonly entries: readonly FileEntry[] }
  | { readonly kind: 'upload'; readonly dropped: readonly Sent[] };

interface FileDialogsProps {
  readonly at: Browsed;
  readonly folder: string;
  readonly items: readonly FileEntry[];
  readonly wish: FileWish;
  readonly setWish: (wish: FileWish | undefined) => void;
  /** The folder has changed; the name is what to look at. */
  readonly onChanged: (name?: string) => void;
}

export function FileDialogs({ at, folder, items, wish, setWish, onChanged }: FileDialogsProps) {
  const say = useText();
  const close = () => setWish(undefined);
  const { place, named } = at;
  switch (wish.kind) {
    case 'view': {
      const { entry } = wish;
      return (
        <ViewDialog
          at={at}
          path={join(folder, entry.name)}
          name={entry.name}
          onDownload={() => setWish({ kind: 'download', entry })}
          onClose={close}
        />
      );
    }
    case 'download':
      return (
        <Download
          at={at}
          path={join(folder, wish.entry.name)}
          file={kindInTheEnd(wish.entry) !== 'folder'}
          name={wish.entry.name}
          onClose={close}
        />
      );
    case 'downloadAll':
      return <Download at={at} path={folder} file={false} name={folder} onClose={close} />;
    case 'makeFolder':
      return (
        <NameDialog
          title={say('files.makeFolder')}
          submit={say('create')}
          name=""
          command={(name) =>
            commandIn(at, { kind: 'files.makeFolder', place: named, path: join(folder, name) })
          }
          task={(client, name) => client['files.makeFolder']({ place, path: join(folder, name) })}
          onClose={(name) => {
            close();
            if (name !== undefined) onChanged(name);
          }}
        />
      );
    case 'rename': {
      const path = join(folder, wish.entry.name);
      return (
        <NameDialog
          title={say('files.rename.title', { name: shownName(wish.entry.name) })}
          submit={say('files.rename')}
          name={wish.entry.name}
          command={(name) => commandIn(at, { kind: 'files.rename', place: named, path, name })}
          task={(client, name) => client['files.rename']({ place, path, name })}
          onClose={(name) => {
            close();
            if (name !== undefined) onChanged(name);
          }}
        />
      );
    }
    case 'remove':
      return (
        <RemoveFiles at={at} folder={folder} entries={wish.entries} onClose={close} onChanged={onChanged} />
      );
    case 'upload':
      return (
        <UploadDialog
          at={at}
          folder={folder}
          dropped={wish.dropped}
          taken={new Set(items.map(({ name }) => name))}
          onDone={onChanged}
          onClose={close}
        />
      );
  }
}

interface DownloadProps {
  readonly at: Browsed;
  readonly path: string;
  readonly file: boolean;
  readonly name: string;
  readonly onClose: () => void;
}

function Download({ at: { place, named }, path, file, name, onClose }: DownloadProps) {
  const say = useText();
  const shown = shownName(name);
  return (
    <SaveDialog
      title={say('files.download.title', { name: shown })}
      text={say(file ? 'files.download.file' : 'files.download.folder')}
      fileName={fileNameOf(name === '/' ? named.name : name, file ? '' : '.tar')}
      task={{ key: 'files.download.task', values: { name: shown } }}
      command={(to) => ({ kind: 'files.download', place: named, path, file, to })}
      items={(client, target, signal) =>
        client['files.download']({ place, from: path, ...target }, { signal })
      }
      onClose={onClose}
    />
  );
}

interface RemoveProps {
  readonly at: Browsed;
  readonly folder: string;
  readonly entries: readonly FileEntry[];
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function RemoveFiles({ at, folder, entries: now, onClose, onChanged }: RemoveProps) {
  const say = useText();
  // What was asked about; the list behind the dialog goes on changing.
  const [entries] = useState(now);
  const { place, named } = at;
  const paths = entries.map(({ name }) => join(folder, name));
  const [first] = entries;
  const folders = entries.some(({ kind }) => kind === 'folder');
  return (
    <Confirm
      title={
        entries.length === 1 && first !== undefined
          ? say('files.remove.title', { name: shownName(first.name) })
          : say('list.remove.title', { n: entries.length })
      }
      confirm={say('remove')}
      {...commandIn(at, { kind: 'files.remove', place: named, paths })}
      task={(client) => client['files.remove']({ place, paths })}
      onClose={(done) => {
        onClose();
        if (done) onChanged();
      }}
    >
      <p>{say(folders ? 'files.remove.folders' : 'files.remove.text')}</p>
    </Confirm>
  );
}
