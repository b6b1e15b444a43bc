/** All volumes of the engine. */
import { ArchiveRestore, Database, Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { VolumeSummary } from '../../../main/contract/engine-model.ts';
import type { DiskUse } from '../../../main/contract/engine-pages-model.ts';
import { agoText, bytesText, inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useLanguage, useText } from '../../text.ts';
import { RemovalBar } from '../../ui/bulk-bar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { useSelection } from '../../ui/list-selection.ts';
import { useInOrder } from '../../ui/list-sort.ts';
import { Menu } from '../../ui/menu.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { Page, SearchField } from '../../ui/page.tsx';
import { useNow } from '../../ui/use-now.ts';
import { PruneDialog } from '../engine/prune-dialog.tsx';
import { UsedBy } from '../used-by.tsx';
import { WhenListed } from '../offline.tsx';
import { CreateVolume } from './create-volume.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { useSizes } from './use-sizes.ts';
import { BackupDialog, RemoveVolumes } from './volume-actions.tsx';
import { volumeHref } from './volume-page.tsx';

/** What a row's menu opens. */
type Wish = { readonly kind: 'backup' | 'restore'; readonly name: string };

const none: readonly VolumeSummary[] = [];
const nameOf = ({ name }: VolumeSummary) => inertText(name);
const keyOf = ({ name }: VolumeSummary) => name;

export function VolumesPage() {
  const say = useText();
  const list = useCore((state) => state.volumes);
  const [search, setSearch] = useState('');
  const [creating, setCreating] = useState(false);
  const [removing, setRemoving] = useState<readonly string[]>();
  const [wish, setWish] = useState<Wish>();
  const [restoring, setRestoring] = useState(false);
  const [pruning, setPruning] = useState<DiskUse>();
  const ready = list?.kind === 'ready';
  const { sizes, error, again } = useSizes();
  const columns = useColumns(sizes, setRemoving, setWish);
  const items = ready ? list.items : none;
  const left = useMemo(
    () => items.filter((one) => one.name.toLowerCase().includes(search.trim().toLowerCase())),
    [items, search],
  );
  const sorted = useInOrder('volumes', left, columns);
  const selection = useSelection(useMemo(() => sorted.map(keyOf), [sorted]));
  const [removingChosen, setRemovingChosen] = useState(false);
  const prune = () =>
    void act({ key: 'volumes.prune' }, async (client) => setPruning(await client['engine.disk']({})));
  const create = (
    <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>
      {say('volume.create')}
    </Button>
  );
  return (
    <Page
      title={say('nav.volumes')}
      name={say('nav.volumes')}
      count={ready ? list.items.length : undefined}
      tools={
        selection.keys.size > 0 ? (
          <RemovalBar selection={selection} onRemove={() => setRemovingChosen(true)} />
        ) : (
          ready && (
            <>
              <SearchField value={search} onChange={setSearch} label={say('volumes.search')} />
              <Button onClick={prune}>{say('volumes.prune')}</Button>
              <Button icon={ArchiveRestore} onClick={() => setRestoring(true)}>
                {say('volume.restore')}
              </Button>
              {create}
            </>
          )
        )
      }
    >
      {ready && error !== undefined && <ErrorNote error={error} onRetry={again} />}
      <WhenListed list={list}>
        {() =>
          items.length === 0 ? (
            <Empty icon={Database} title={say('volumes.none')}>
              <p>{say('volumes.none.text')}</p>
            </Empty>
          ) : (
            <DataList
              label={say('nav.volumes')}
              items={sorted}
              columns={columns}
              keyOf={keyOf}
              nameOf={nameOf}
              sortable="volumes"
              selection={{ ...selection, onDelete: () => setRemovingChosen(true) }}
              empty={<p className="empty">{say('nothing')}</p>}
            />
          )
        }
      </WhenListed>
      {creating && <CreateVolume onClose={() => setCreating(false)} />}
      {removing !== undefined && <RemoveVolumes names={removing} onClose={() => setRemoving(undefined)} />}
      {removingChosen && selection.keys.size > 0 && (
        <RemoveVolumes names={[...selection.keys]} onClose={() => setRemovingChosen(false)} />
      )}
      {wish?.kind === 'backup' && <BackupDialog name={wish.name} onClose={() => setWish(undefined)} />}
      {wish?.kind === 'restore' && <RestoreDialog into={wish.name} onClose={() => setWish(undefined)} />}
      {restoring && <RestoreDialog onClose={() => setRestoring(false)} />}
      {pruning !== undefined && (
        <PruneDialog what="volumes" use={pruning} onClose={() => setPruning(undefined)} />
      )}
    </Page>
  );
}

function useColumns(
  sizes: ReadonlyMap<string, number>,
  remove: (names: readonly string[]) => void,
  wish: (wish: Wish) => void,
): readonly Column<VolumeSummary>[] {
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
        cell: (one) => (
          <Link href={volumeHref(one.name)} className="list__name clip plain" title={inertText(one.name)}>
            {inertText(one.name)}
          </Link>
        ),
      },
      {
        key: 'driver',
        title: say('column.driver'),
        width: 'minmax(60px, 1fr)',
        compare: (a, b) => a.driver.localeCompare(b.driver),
        cell: (one) => <div className="clip plain">{inertText(one.driver)}</div>,
      },
      {
        key: 'size',
        title: say('column.size'),
        width: '90px',
        compare: (a, b) => (sizes.get(a.name) ?? -1) - (sizes.get(b.name) ?? -1),
        cell: (one) => {
          const bytes = sizes.get(one.name);
          return bytes === undefined ? '' : bytesText(bytes);
        },
      },
      {
        key: 'age',
        title: say('column.created'),
        width: 'minmax(90px, 1fr)',
        compare: (a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0),
        cell: (one) => (one.createdAt === undefined ? '' : agoText(one.createdAt, now, language)),
      },
      {
        key: 'used',
        title: say('column.usedBy'),
        width: 'minmax(80px, 2fr)',
        compare: (a, b) => a.usedBy.join().localeCompare(b.usedBy.join()),
        cell: (one) => <UsedBy names={one.usedBy} />,
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '72px',
        cell: (one) => (
          <div className="list__actions">
            <IconButton
              icon={Trash2}
              label={say('actOn', { action: say('remove'), name: inertText(one.name) })}
              onClick={() => remove([one.name])}
            />
            <Menu
              name={inertText(one.name)}
              entries={[
                {
                  label: `${say('volume.backup')} …`,
                  onSelect: () => wish({ kind: 'backup', name: one.name }),
                },
                {
                  label: `${say('volume.restore.into')} …`,
                  onSelect: () => wish({ kind: 'restore', name: one.name }),
                },
                { label: say('remove'), danger: true, onSelect: () => remove([one.name]) },
              ]}
            />
          </div>
        ),
      },
    ],
    [say, language, now, sizes, remove, wish],
  );
}
