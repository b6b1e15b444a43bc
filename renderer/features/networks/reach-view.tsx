/** The map as a table: who is in which networks, whom it reaches, and what is published. */
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { MapContainer, NetworkMap } from '../../../main/contract/network-model.ts';
import { isUp, reachFinder } from '../../../main/contract/network-reach.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { DataList, idOf, type Column } from '../../ui/data-list.tsx';
import { useInOrder } from '../../ui/list-sort.ts';
import { ErrorNote } from '../../ui/notes.tsx';
import { portsText } from './map-layout.ts';
import { containerNames, reachText } from './reach-words.ts';
import { useNetworkMap } from './use-map.ts';

export function ReachView({ search }: { readonly search: string }) {
  const { value, error, again } = useNetworkMap();
  return (
    <>
      {error !== undefined && <ErrorNote error={error} onRetry={again} />}
      {value !== undefined && <ReachTable map={value} search={search} />}
    </>
  );
}

function ReachTable({ map, search }: { readonly map: NetworkMap; readonly search: string }) {
  const say = useText();
  const columns = useColumns(map);
  const word = search.trim().toLowerCase();
  const found = useMemo(
    () => map.containers.filter(({ name }) => name.toLowerCase().includes(word)),
    [map, word],
  );
  const rows = useInOrder('reach', found, columns);
  return (
    <DataList
      label={say('networks.tab.reach')}
      items={rows}
      columns={columns}
      keyOf={idOf}
      sortable="reach"
      empty={<p className="empty">{say('nothing')}</p>}
    />
  );
}

function useColumns(map: NetworkMap): readonly Column<MapContainer>[] {
  const say = useText();
  return useMemo(() => {
    const reachOf = reachFinder(map);
    const names = containerNames(map);
    const networks = new Map(map.networks.map(({ id, name }) => [id, name]));
    const text = (value: string) => (
      <div className="clip plain" title={value}>
        {value}
      </div>
    );
    const networksOf = (one: MapContainer) => one.networks.map((id) => networks.get(id) ?? id).join(', ');
    return [
      {
        key: 'name',
        title: say('column.container'),
        compare: (a, b) => a.name.localeCompare(b.name),
        width: 'minmax(110px, 2fr)',
        cell: (one) => (
          <Link href={`/containers/${encodeURIComponent(one.id)}/overview`} className="list__name clip plain">
            {inertText(one.name)}
          </Link>
        ),
      },
      {
        key: 'networks',
        title: say('nav.networks'),
        compare: (a, b) => networksOf(a).localeCompare(networksOf(b)),
        width: 'minmax(90px, 2fr)',
        cell: (one) =>
          text(inertText(one.mode.startsWith('container:') ? sharedText(one, names, say) : networksOf(one))),
      },
      {
        key: 'reach',
        title: say('reach.column'),
        width: 'minmax(140px, 4fr)',
        cell: (one) => {
          if (!isUp(one)) return <span className="muted">{say('reach.off.short')}</span>;
          const told = reachText(reachOf(one.id), names, say);
          return told === '' ? <span className="muted">{say('reach.nobody')}</span> : text(told);
        },
      },
      {
        key: 'ports',
        title: say('reach.ports'),
        width: 'minmax(80px, 1.5fr)',
        cell: (one) => text(inertText(portsText(one))),
      },
      {
        key: 'out',
        title: say('reach.out'),
        width: '76px',
        cell: (one) => (isUp(one) ? say(reachOf(one.id).out ? 'engine.yes' : 'engine.no') : ''),
      },
    ];
  }, [say, map]);
}

function sharedText(
  { mode }: MapContainer,
  names: ReadonlyMap<string, string>,
  say: ReturnType<typeof useText>,
): string {
  const lender = mode.slice('container:'.length);
  return say('reach.shared', { name: names.get(lender) ?? lender.slice(0, 12) });
}
