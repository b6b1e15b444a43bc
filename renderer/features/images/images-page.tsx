/** All images of the engine. */
import { Box, Download, Play, Upload } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import { agoText, bytesText, inertText, shortId } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Check } from '../../ui/field.tsx';
import { fileNameOf, SaveDialog } from '../save-dialog.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Empty } from '../../ui/notes.tsx';
import { Page, SearchField } from '../../ui/page.tsx';
import { useNow } from '../../ui/use-now.ts';
import { WhenListed } from '../offline.tsx';
import { FileDialog } from './file-dialog.tsx';

export function ImagesPage() {
  const say = useText();
  const list = useCore((state) => state.images);
  const [search, setSearch] = useState('');
  const [removing, setRemoving] = useState<ImageSummary>();
  const [saving, setSaving] = useState<ImageSummary>();
  const [file, setFile] = useState<'load' | 'import'>();
  const columns = useColumns(setRemoving, setSaving);
  const ready = list?.kind === 'ready';
  const pull = () => useUi.setState({ pullOpen: true });
  return (
    <Page
      title={say('nav.images')}
      name={say('nav.images')}
      count={ready ? list.items.length : undefined}
      tools={
        ready && (
          <>
            <SearchField value={search} onChange={setSearch} label={say('images.search')} />
            <Button icon={Upload} onClick={() => setFile('load')}>
              {say('file.load.title')}
            </Button>
            <Button onClick={() => setFile('import')}>{say('file.import.title')}</Button>
            <Button kind="primary" icon={Download} onClick={pull}>
              {say('pull.title')}
            </Button>
          </>
        )
      }
    >
      <WhenListed list={list}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={Box} title={say('images.none')}>
              <p>{say('images.none.text')}</p>
              <Button kind="primary" icon={Download} onClick={pull}>
                {say('pull.title')}
              </Button>
            </Empty>
          ) : (
            <DataList
              label={say('nav.images')}
              items={items.filter((one) => imageText(one).includes(search.trim().toLowerCase()))}
              columns={columns}
              keyOf={({ id }) => id}
              empty={<p className="empty">{say('nothing')}</p>}
            />
          )
        }
      </WhenListed>
      {removing !== undefined && <RemoveImage image={removing} onClose={() => setRemoving(undefined)} />}
      {saving !== undefined && <SaveImage image={saving} onClose={() => setSaving(undefined)} />}
      {file !== undefined && <FileDialog kind={file} onClose={() => setFile(undefined)} />}
    </Page>
  );
}

function imageText({ tags, id }: ImageSummary): string {
  return `${tags.join(' ')} ${id}`.toLowerCase();
}

function SaveImage({ image, onClose }: { readonly image: ImageSummary; readonly onClose: () => void }) {
  const say = useText();
  // By its names, so that they come back with it.
  const references = image.tags.length > 0 ? image.tags : [image.id];
  const name = image.tags[0] ?? shortId(image.id);
  return (
    <SaveDialog
      title={say('image.save.title', { name: inertText(name) })}
      text={say('image.save.text')}
      fileName={fileNameOf(name, '.tar')}
      task={{ key: 'image.save.task', values: { name } }}
      command={(path) => ({ kind: 'image.save', references, path })}
      items={(client, target, signal) => client['image.save']({ references, ...target }, { signal })}
      onClose={onClose}
    />
  );
}

function RemoveImage({ image, onClose }: { readonly image: ImageSummary; readonly onClose: () => void }) {
  const say = useText();
  const [force, setForce] = useState(false);
  // By its names, so that the names are what goes; by its id where it has none, or where it has several and all go.
  const reference = image.tags.length === 1 ? (image.tags[0] ?? image.id) : image.id;
  const several = image.tags.length > 1;
  const used = image.usedBy.length > 0;
  // All of several names go by the id, which wants force; containers that use it are another matter, and asked about.
  const forced = force || (several && !used);
  return (
    <Confirm
      title={say('image.remove.title', { name: inertText(image.tags[0] ?? shortId(image.id)) })}
      confirm={say('remove')}
      command={{ kind: 'image.remove', references: [reference], force: forced }}
      task={(client) => client['image.remove']({ reference, force: forced })}
      onClose={onClose}
    >
      <p>{say('image.remove.text')}</p>
      {several && <p>{say('image.remove.tags', { tags: inertText(image.tags.join(', ')) })}</p>}
      {used && (
        <>
          <p>{say('image.remove.used', { names: inertText(image.usedBy.slice(0, 5).join(', ')) })}</p>
          <Check
            label={say('image.remove.force')}
            checked={force}
            onChange={(event) => setForce(event.target.checked)}
          />
        </>
      )}
    </Confirm>
  );
}

function useColumns(
  remove: (image: ImageSummary) => void,
  save: (image: ImageSummary) => void,
): readonly Column<ImageSummary>[] {
  const say = useText();
  const language = useLanguage();
  const now = useNow(60_000);
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('column.name'),
        width: 'minmax(140px, 3fr)',
        cell: (one) => (
          <>
            <div className="list__name clip plain" title={inertText(one.tags.join('\n'))}>
              {one.tags[0] === undefined ? (
                <span className="muted">{say('images.dangling')}</span>
              ) : (
                inertText(one.tags[0])
              )}
            </div>
            <div className="list__sub mono">
              {shortId(one.id)}
              {one.tags.length > 1 && ` · ${say('images.moreTags', { n: one.tags.length - 1 })}`}
            </div>
          </>
        ),
      },
      { key: 'size', title: say('column.size'), width: '90px', cell: (one) => bytesText(one.sizeBytes) },
      {
        key: 'age',
        title: say('column.created'),
        width: 'minmax(90px, 1fr)',
        cell: (one) => <span className="clip">{agoText(one.createdAt, now, language)}</span>,
      },
      {
        key: 'used',
        title: say('column.usedBy'),
        width: 'minmax(80px, 1.5fr)',
        cell: (one) => <UsedBy names={one.usedBy} />,
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '72px',
        cell: (one) => {
          const name = inertText(one.tags[0] ?? shortId(one.id));
          const run = () => useUi.setState({ runImage: one.tags[0] ?? one.id });
          return (
            <div className="list__actions">
              <IconButton
                icon={Play}
                label={say('actOn', { action: say('run.submit'), name })}
                onClick={run}
              />
              <Menu
                name={name}
                entries={[
                  { label: say('run.submit'), onSelect: run },
                  { label: `${say('image.save')} …`, onSelect: () => save(one) },
                  { label: say('remove'), danger: true, onSelect: () => remove(one) },
                ]}
              />
            </div>
          );
        },
      },
    ],
    [say, language, now, remove, save],
  );
}

/** Names of containers, in short. */
export function UsedBy({ names }: { readonly names: readonly string[] }) {
  const say = useText();
  const text = inertText(names.join(', '));
  if (names.length === 0) return <span className="muted">{say('unused')}</span>;
  return (
    <div className="clip plain" title={text}>
      {text}
    </div>
  );
}
