/** All networks of the engine. */
import { Network, Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { NetworkSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Empty } from '../../ui/notes.tsx';
import { Page, SearchField } from '../../ui/page.tsx';
import { CreateDialog } from '../create-dialog.tsx';
import { Removal } from '../undo/removal.tsx';
import { UsedBy } from '../used-by.tsx';
import { WhenListed } from '../offline.tsx';

export function NetworksPage() {
  const say = useText();
  const list = useCore((state) => state.networks);
  const [search, setSearch] = useState('');
  const [creating, setCreating] = useState(false);
  const [removing, setRemoving] = useState<NetworkSummary>();
  const columns = useColumns(setRemoving);
  const ready = list?.kind === 'ready';
  return (
    <Page
      title={say('nav.networks')}
      name={say('nav.networks')}
      count={ready ? list.items.length : undefined}
      tools={
        ready && (
          <>
            <SearchField value={search} onChange={setSearch} label={say('networks.search')} />
            <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>
              {say('network.create')}
            </Button>
          </>
        )
      }
    >
      <WhenListed list={list}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={Network} title={say('nothing')} />
          ) : (
            <DataList
              label={say('nav.networks')}
              items={items.filter((one) => one.name.toLowerCase().includes(search.trim().toLowerCase()))}
              columns={columns}
              keyOf={({ id }) => id}
              empty={<p className="empty">{say('nothing')}</p>}
            />
          )
        }
      </WhenListed>
      {creating && (
        <CreateDialog
          title={say('network.create')}
          subnet
          command={({ name, subnet }) => ({
            kind: 'network.create',
            name,
            driver: 'bridge',
            ...(subnet === '' ? {} : { subnet }),
          })}
          task={(client, { name, subnet }) =>
            client['network.create']({ name, driver: 'bridge', ...(subnet === '' ? {} : { subnet }) })
          }
          onClose={() => setCreating(false)}
        />
      )}
      {removing !== undefined && (
        <Removal
          members={[{ key: removing.id, name: removing.name }]}
          title={() => say('network.remove.title', { name: inertText(removing.name) })}
          command={() => ({ kind: 'network.remove', names: [removing.name] })}
          remove={(client, { key: id }, undo) => client['network.remove']({ id, ...undo })}
          onClose={() => setRemoving(undefined)}
        >
          <p>{say('network.remove.text')}</p>
        </Removal>
      )}
    </Page>
  );
}

function useColumns(remove: (network: NetworkSummary) => void): readonly Column<NetworkSummary>[] {
  const say = useText();
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('column.name'),
        width: 'minmax(120px, 2fr)',
        cell: (one) => (
          <div className="list__name clip plain" title={inertText(one.name)}>
            {inertText(one.name)} {one.builtIn && <span className="tag">{say('network.builtIn')}</span>}
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
        key: 'subnet',
        title: say('column.subnet'),
        width: 'minmax(100px, 1.5fr)',
        cell: (one) => <div className="clip mono plain">{inertText(one.subnets.join(', '))}</div>,
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
        cell: (one) =>
          one.builtIn ? null : (
            <IconButton
              icon={Trash2}
              label={say('actOn', { action: say('remove'), name: inertText(one.name) })}
              onClick={() => remove(one)}
            />
          ),
      },
    ],
    [say, remove],
  );
}
