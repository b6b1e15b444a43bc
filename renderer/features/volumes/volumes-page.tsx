/** All volumes of the engine. */
import { ArchiveRestore, Database, Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import type { VolumeSummary } from '../../../main/contract/engine-model.ts';
import type { DiskUse } from '../../../main/contract/engine-pages-model.ts';
import { agoText, bytesText, inertText } from '../../format.ts';
import { act } from '../../stores/act.ts';
import { useCore } from '../../stores/core.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Empty, ErrorNote } from '../../ui/notes.tsx';
import { Page, SearchField } from '../../ui/page.tsx';
import { useNow } from '../../ui/use-now.ts';
import { CreateDialog } from '../create-dialog.tsx';
import { useAnswer } from '../../stores/answer.ts';
import { PruneDialog } from '../engine/prune-dialog.tsx';
import { Removal } from '../undo/removal.tsx';
import { UsedBy } from '../used-by.tsx';
import { WhenListed } from '../offline.tsx';
import { fileNameOf, SaveDialog } from '../save-dialog.tsx';
import { RestoreDialog } from './restore-dialog.tsx';

/** What a row's menu opens. */
type Wish = { readonly kind: 'backup' | 'restore'; readonly name: string };

const askSizes = (client: CoreClient, options: AskOptions) => client['volumes.sizes']({}, options);

export function VolumesPage() {
  const say = useText();
  const list = useCore((state) => state.volumes);
  const [search, setSearch] = useState('');
  const [creating, setCreating] = useState(false);
  const [removing, setRemoving] = useState<VolumeSummary>();
  const [wish, setWish] = useState<Wish>();
  const [restoring, setRestoring] = useState(false);
  const [pruning, setPruning] = useState<DiskUse>();
  const ready = list?.kind === 'ready';
  const { sizes, error, again } = useSizes();
  const columns = useColumns(sizes, setRemoving, setWish);
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
      }
    >
      {ready && error !== undefined && <ErrorNote error={error} onRetry={again} />}
      <WhenListed list={list}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={Database} title={say('volumes.none')}>
              <p>{say('volumes.none.text')}</p>
            </Empty>
          ) : (
            <DataList
              label={say('nav.volumes')}
              items={items.filter((one) => one.name.toLowerCase().includes(search.trim().toLowerCase()))}
              columns={columns}
              keyOf={({ name }) => name}
              empty={<p className="empty">{say('nothing')}</p>}
            />
          )
        }
      </WhenListed>
      {creating && (
        <CreateDialog
          title={say('volume.create')}
          command={({ name }) => ({ kind: 'volume.create', name })}
          task={(client, { name }) => client['volume.create']({ name })}
          onClose={() => setCreating(false)}
        />
      )}
      {removing !== undefined && (
        <Removal
          members={[{ key: removing.name, name: removing.name }]}
          title={() => say('volume.remove.title', { name: inertText(removing.name) })}
          command={() => ({ kind: 'volume.remove', names: [removing.name] })}
          remove={(client, { name }, undo) => client['volume.remove']({ name, ...undo })}
          onClose={() => setRemoving(undefined)}
        >
          <p>{say('volume.remove.text')}</p>
        </Removal>
      )}
      {wish?.kind === 'backup' && <Backup name={wish.name} onClose={() => setWish(undefined)} />}
      {wish?.kind === 'restore' && <RestoreDialog into={wish.name} onClose={() => setWish(undefined)} />}
      {restoring && <RestoreDialog onClose={() => setRestoring(false)} />}
      {pruning !== undefined && (
        <PruneDialog what="volumes" use={pruning} onClose={() => setPruning(undefined)} />
      )}
    </Page>
  );
}

/** Bytes by name. Asked for when the page is opened and when volumes come or go: the engine reads all their folders. */
function useSizes() {
  const names = useCore(({ volumes }) =>
    volumes?.kind === 'ready' ? volumes.items.map(({ name }) => name).join('/') : '',
  );
  const { value, error, again } = useAnswer(askSizes, names);
  const sizes = useMemo(() => new Map(value?.map(({ name, bytes }) => [name, bytes])), [value]);
  return { sizes, error, again };
}

function Backup({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const say = useText();
  return (
    <SaveDialog
      title={say('volume.backup.title', { name: inertText(name) })}
      text={say('volume.backup.text')}
      fileName={fileNameOf(name, '.tar')}
      task={{ key: 'volume.backup.task', values: { name } }}
      command={(path) => ({ kind: 'volume.export', name, path })}
      items={(client, target, signal) => client['volume.export']({ name, ...target }, { signal })}
      onClose={onClose}
    />
  );
}

function useColumns(
  sizes: ReadonlyMap<string, number>,
  remove: (volume: VolumeSummary) => void,
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
        cell: (one) => (
          <div className="list__name clip plain" title={inertText(one.name)}>
            {inertText(one.name)}
          </div>
        ),
      },
      {
        key: 'driver',
        title: say('column.driver'),
        width: 'minmax(60px, 1fr)',
        cell: (one) => <div className="clip plain">{inertText(one.driver)}</div>,
      },
      {
        key: 'size',
        title: say('column.size'),
        width: '90px',
        cell: (one) => {
          const bytes = sizes.get(one.name);
          return bytes === undefined ? '' : bytesText(bytes);
        },
      },
      {
        key: 'age',
        title: say('column.created'),
        width: 'minmax(90px, 1fr)',
        cell: (one) => (one.createdAt === undefined ? '' : agoText(one.createdAt, now, language)),
      },
      {
        key: 'used',
        title: say('column.usedBy'),
        width: 'minmax(80px, 2fr)',
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
              onClick={() => remove(one)}
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
                { label: say('remove'), danger: true, onSelect: () => remove(one) },
              ]}
            />
          </div>
        ),
      },
    ],
    [say, language, now, sizes, remove, wish],
  );
}
