/** All networks of the engine: as a list, as a map, and as a table of who reaches whom. */
import { Network, Plus } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { NetworkSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useText } from '../../text.ts';
import { RemovalBar } from '../../ui/bulk-bar.tsx';
import { Button } from '../../ui/button.tsx';
import { DataList, idOf } from '../../ui/data-list.tsx';
import { useSelection, type Selection } from '../../ui/list-selection.ts';
import { useInOrder } from '../../ui/list-sort.ts';
import { Page, SearchField } from '../../ui/page.tsx';
import { WhenListed } from '../offline.tsx';
import { RemoveNetworks } from './bulk.tsx';
import { useNetworkColumns } from './columns.tsx';
import { CreateNetwork } from './create-network.tsx';
import { MapView } from './map-view.tsx';
import { findsNetwork } from './network-filter.ts';
import { PruneNetworks } from './prune-dialog.tsx';
import { ReachView } from './reach-view.tsx';

const tabs = ['list', 'map', 'reach'] as const;
const none: readonly NetworkSummary[] = [];

export function NetworksPage({ tab }: { readonly tab: string }) {
  const say = useText();
  const [, go] = useLocation();
  const list = useCore((state) => state.networks);
  const containers = useCore((state) => state.containers);
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<'create' | 'prune'>();
  const [removing, setRemoving] = useState<readonly NetworkSummary[]>();
  const columns = useNetworkColumns(setRemoving);
  const ready = list?.kind === 'ready';
  const items = ready ? list.items : none;
  const found = useMemo(() => items.filter((one) => findsNetwork(one, search)), [items, search]);
  const rows = useInOrder('networks', found, columns);
  // The engine's own can't be removed, so there is nothing to choose them for.
  const selectable = useMemo(() => rows.filter(({ builtIn }) => !builtIn).map(({ id }) => id), [rows]);
  const selection = useSelection(selectable);
  const selected = items.filter(({ id }) => selection.keys.has(id));
  const shown = tabs.find((one) => one === tab) ?? 'list';
  const close = () => setOpen(undefined);
  return (
    <Page
      title={say('nav.networks')}
      name={say('nav.networks')}
      count={ready ? items.length : undefined}
      tools={
        selected.length > 0 && shown === 'list' ? (
          <RemovalBar selection={selection} onRemove={() => setRemoving(selected)} />
        ) : (
          ready && (
            <>
              {shown !== 'map' && (
                <SearchField value={search} onChange={setSearch} label={say('networks.search')} />
              )}
              <Button onClick={() => setOpen('prune')}>{say('networks.prune')}</Button>
              <Button kind="primary" icon={Plus} onClick={() => setOpen('create')}>
                {say('network.create')}
              </Button>
            </>
          )
        )
      }
    >
      <WhenListed list={list}>
        {() => (
          <Tabs.Root
            className="tabs__panel"
            value={shown}
            activationMode="manual"
            onValueChange={(next) =>
              go(next === 'list' ? '/networks' : `/networks/${next}`, { replace: true })
            }
          >
            <Tabs.List className="tabs" aria-label={say('nav.networks')}>
              {tabs.map((one) => (
                <Tabs.Trigger key={one} value={one} className="tabs__tab">
                  {say(`networks.tab.${one}`)}
                </Tabs.Trigger>
              ))}
            </Tabs.List>
            <Tabs.Content value="list" className="tabs__panel" tabIndex={-1}>
              <NetworkList
                rows={rows}
                columns={columns}
                selection={{ ...selection, onDelete: () => setRemoving(selected) }}
              />
            </Tabs.Content>
            <Tabs.Content value="map" className="tabs__panel" tabIndex={-1}>
              <MapView />
            </Tabs.Content>
            <Tabs.Content value="reach" className="tabs__panel" tabIndex={-1}>
              <ReachView search={search} />
            </Tabs.Content>
          </Tabs.Root>
        )}
      </WhenListed>
      {open === 'create' && <CreateNetwork onClose={close} />}
      {open === 'prune' && containers?.kind === 'ready' && (
        <PruneNetworks networks={items} containers={containers.items} onClose={close} />
      )}
      {removing !== undefined && removing.length > 0 && (
        <RemoveNetworks networks={removing} onClose={() => setRemoving(undefined)} />
      )}
    </Page>
  );
}

interface NetworkListProps {
  readonly rows: readonly NetworkSummary[];
  readonly columns: ReturnType<typeof useNetworkColumns>;
  readonly selection: Selection;
}

function NetworkList({ rows, columns, selection }: NetworkListProps) {
  const say = useText();
  return (
    <DataList
      label={say('nav.networks')}
      items={rows}
      columns={columns}
      keyOf={idOf}
      nameOf={({ name }) => inertText(name)}
      choosable={({ builtIn }) => !builtIn}
      sortable="networks"
      selection={selection}
      empty={
        <p className="empty">
          <Network size={24} aria-hidden /> {say('nothing')}
        </p>
      }
    />
  );
}
