/** All images of the engine. */
import { Box, Download, Play, Trash2, Upload } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { ImageSummary } from '../../../main/contract/engine-model.ts';
import { agoText, bytesText, inertText, shortId } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useLanguage, useText } from '../../text.ts';
import { RemovalBar } from '../../ui/bulk-bar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { DataList, idOf, type Column } from '../../ui/data-list.tsx';
import { useSelection } from '../../ui/list-selection.ts';
import { useInOrder } from '../../ui/list-sort.ts';
import { Menu } from '../../ui/menu.tsx';
import { Empty } from '../../ui/notes.tsx';
import { Page, SearchField } from '../../ui/page.tsx';
import { useNow } from '../../ui/use-now.ts';
import { UsedBy } from '../used-by.tsx';
import { WhenListed } from '../offline.tsx';
import { byName, imageFilters, passes, type ImageFilter } from './image-filter.ts';
import { PruneDialog } from './prune-dialog.tsx';
import { RemoveImage } from './remove-dialog.tsx';
import { SaveImage } from './save-image.tsx';
import { RemoveImages } from './bulk.tsx';
import { FileDialog } from './file-dialog.tsx';

const none: readonly ImageSummary[] = [];

export function ImagesPage() {
  const say = useText();
  const list = useCore((state) => state.images);
  const [search, setSearch] = useState('');
  const [removing, setRemoving] = useState<ImageSummary>();
  const [file, setFile] = useState<'load' | 'import'>();
  const [filter, setFilter] = useState<ImageFilter>('all');
  const [saving, setSaving] = useState<ImageSummary>();
  const [pruning, setPruning] = useState(false);
  const columns = useColumns(setRemoving, setSaving);
  const ready = list?.kind === 'ready';
  const items = ready ? list.items : none;
  const word = search.trim().toLowerCase();
  const found = useMemo(
    () => items.filter((one) => passes(one, filter) && (word === '' || imageText(one).includes(word))),
    [items, filter, word],
  );
  const rows = useInOrder('images', found, columns);
  const selection = useSelection(useMemo(() => rows.map(({ id }) => id), [rows]));
  const [removingAll, setRemovingAll] = useState(false);
  const selected = useMemo(() => items.filter(({ id }) => selection.keys.has(id)), [items, selection]);
  const pull = () => useUi.setState({ pullOpen: true });
  return (
    <Page
      title={say('nav.images')}
      name={say('nav.images')}
      count={ready ? list.items.length : undefined}
      tools={
        selected.length > 0 ? (
          <RemovalBar selection={selection} onRemove={() => setRemovingAll(true)} />
        ) : (
          ready && (
            <>
              <SearchField value={search} onChange={setSearch} label={say('images.search')} />
              <select
                className="input select images__filter"
                aria-label={say('images.filter')}
                value={filter}
                onChange={(event) =>
                  setFilter(imageFilters.find((one) => one === event.target.value) ?? 'all')
                }
              >
                {imageFilters.map((one) => (
                  <option key={one} value={one}>
                    {say(`images.filter.${one}`)}
                  </option>
                ))}
              </select>
              <Button icon={Trash2} onClick={() => setPruning(true)}>
                {say('images.prune')}
              </Button>
              <Button icon={Upload} onClick={() => setFile('load')}>
                {say('file.load.title')}
              </Button>
              <Button onClick={() => setFile('import')}>{say('file.import.title')}</Button>
              <Button kind="primary" icon={Download} onClick={pull}>
                {say('pull.title')}
              </Button>
            </>
          )
        )
      }
    >
      <WhenListed list={list}>
        {() =>
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
              items={rows}
              columns={columns}
              keyOf={idOf}
              nameOf={nameOf}
              sortable="images"
              selection={{ ...selection, onDelete: () => setRemovingAll(true) }}
              empty={<p className="empty">{say('nothing')}</p>}
            />
          )
        }
      </WhenListed>
      {removingAll && selected.length > 0 && (
        <RemoveImages images={selected} onClose={() => setRemovingAll(false)} />
      )}
      {removing !== undefined && <RemoveImage image={removing} onClose={() => setRemoving(undefined)} />}
      {saving !== undefined && <SaveImage image={saving} onClose={() => setSaving(undefined)} />}
      {pruning && ready && <PruneDialog images={list.items} onClose={() => setPruning(false)} />}
      {file !== undefined && <FileDialog kind={file} onClose={() => setFile(undefined)} />}
    </Page>
  );
}

function nameOf({ tags, id }: ImageSummary): string {
  return inertText(tags[0] ?? shortId(id));
}

function imageText({ tags, id }: ImageSummary): string {
  return `${tags.join(' ')} ${id}`.toLowerCase();
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
        compare: byName,
        width: 'minmax(140px, 3fr)',
        cell: (one) => (
          <>
            <div className="plain" title={inertText(one.tags.join('\n'))}>
              <Link className="list__name clip" href={`/images/${encodeURIComponent(one.id)}`}>
                {one.tags[0] === undefined ? (
                  <span className="muted">{say('images.dangling')}</span>
                ) : (
                  inertText(one.tags[0])
                )}
              </Link>
            </div>
            <div className="list__sub mono">
              {shortId(one.id)}
              {one.tags.length > 1 && ` · ${say('images.moreTags', { n: one.tags.length - 1 })}`}
            </div>
          </>
        ),
      },
      {
        key: 'size',
        title: say('column.size'),
        compare: (a, b) => a.sizeBytes - b.sizeBytes,
        width: '90px',
        cell: (one) => bytesText(one.sizeBytes),
      },
      {
        key: 'age',
        title: say('column.created'),
        compare: (a, b) => a.createdAt - b.createdAt,
        width: 'minmax(90px, 1fr)',
        cell: (one) => <span className="clip">{agoText(one.createdAt, now, language)}</span>,
      },
      {
        key: 'used',
        title: say('column.usedBy'),
        compare: (a, b) => a.usedBy.length - b.usedBy.length,
        width: 'minmax(80px, 1.5fr)',
        cell: (one) => <UsedBy names={one.usedBy} />,
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '72px',
        cell: (one) => {
          const name = nameOf(one);
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
