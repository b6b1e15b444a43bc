/** All volumes of the engine. */
import { Database, Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { VolumeSummary } from '../../../main/contract/engine-model.ts';
import { agoText, inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useLanguage, useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Empty } from '../../ui/notes.tsx';
import { Page, SearchField } from '../../ui/page.tsx';
import { useNow } from '../../ui/use-now.ts';
import { CreateDialog } from '../create-dialog.tsx';
import { UsedBy } from '../images/images-page.tsx';
import { WhenListed } from '../offline.tsx';

export function VolumesPage() {
  const say = useText();
  const list = useCore((state) => state.volumes);
  const [search, setSearch] = useState('');
  const [creating, setCreating] = useState(false);
  const [removing, setRemoving] = useState<VolumeSummary>();
  const columns = useColumns(setRemoving);
  const ready = list?.kind === 'ready';
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
            {create}
          </>
        )
      }
    >
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
        <Confirm
          title={say('volume.remove.title', { name: inertText(removing.name) })}
          confirm={say('remove')}
          command={{ kind: 'volume.remove', names: [removing.name] }}
          task={(client) => client['volume.remove']({ name: removing.name })}
          onClose={() => setRemoving(undefined)}
        >
          <p>{say('volume.remove.text')}</p>
        </Confirm>
      )}
    </Page>
  );
}

function useColumns(remove: (volume: VolumeSummary) => void): readonly Column<VolumeSummary>[] {
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
        width: '40px',
        cell: (one) => (
          <IconButton
            icon={Trash2}
            label={say('actOn', { action: say('remove'), name: inertText(one.name) })}
            onClick={() => remove(one)}
          />
        ),
      },
    ],
    [say, language, now, remove],
  );
}
