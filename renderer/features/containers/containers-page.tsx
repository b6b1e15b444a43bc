/** All containers, kept true by the engine's events. */
import { Container, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { useCore } from '../../stores/core.ts';
import { useUi } from '../../stores/ui.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { Empty } from '../../ui/notes.tsx';
import { Page, SearchField } from '../../ui/page.tsx';
import { WhenListed } from '../offline.tsx';
import { ContainerActions } from './actions.tsx';
import { ContainerState, Ports } from './parts.tsx';

const filters = ['all', 'running', 'stopped'] as const;
type Filter = (typeof filters)[number];

export function ContainersPage() {
  const say = useText();
  const list = useCore((state) => state.containers);
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const columns = useColumns();
  const ready = list?.kind === 'ready';
  return (
    <Page
      title={say('nav.containers')}
      name={say('nav.containers')}
      count={ready ? list.items.length : undefined}
      tools={
        ready && (
          <>
            <SearchField value={search} onChange={setSearch} label={say('containers.search')} />
            <select
              className="button"
              aria-label={say('containers.filter')}
              value={filter}
              onChange={(event) => setFilter(filters.find((one) => one === event.target.value) ?? 'all')}
            >
              <option value="all">{say('containers.all')}</option>
              <option value="running">{say('containers.running')}</option>
              <option value="stopped">{say('containers.stopped')}</option>
            </select>
            <Button kind="primary" icon={Plus} onClick={() => useUi.setState({ runImage: '' })}>
              {say('run.title')}
            </Button>
          </>
        )
      }
    >
      <WhenListed list={list}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={Container} title={say('containers.none')}>
              <p>{say('containers.none.text')}</p>
            </Empty>
          ) : (
            <DataList
              label={say('nav.containers')}
              items={chosen(items, filter, search)}
              columns={columns}
              keyOf={({ id }) => id}
              empty={<p className="empty">{say('nothing')}</p>}
            />
          )
        }
      </WhenListed>
    </Page>
  );
}

/** What the filter and the search leave. */
export function chosen(
  items: readonly ContainerSummary[],
  filter: Filter,
  search: string,
): ContainerSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((one) => {
    const up = one.state === 'running' || one.state === 'paused' || one.state === 'restarting';
    if (filter !== 'all' && up !== (filter === 'running')) return false;
    const text = `${one.name} ${one.image} ${one.id} ${one.project ?? ''} ${one.command}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function useColumns(): readonly Column<ContainerSummary>[] {
  const say = useText();
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('column.name'),
        width: 'minmax(120px, 3fr)',
        cell: (one) => (
          <>
            <Link href={`/containers/${encodeURIComponent(one.id)}`} className="list__name clip plain">
              {inertText(one.name)}
            </Link>
            <div className="list__sub clip plain">{inertText(one.project ?? one.command)}</div>
          </>
        ),
      },
      {
        key: 'image',
        title: say('column.image'),
        width: 'minmax(80px, 2fr)',
        cell: (one) => (
          <div className="clip plain" title={inertText(one.image)}>
            {inertText(one.image)}
          </div>
        ),
      },
      {
        key: 'state',
        title: say('column.state'),
        width: 'minmax(110px, 1.4fr)',
        cell: (one) => (
          <>
            <ContainerState container={one} />
            <div className="list__sub clip plain" title={inertText(one.status)}>
              {inertText(one.status)}
            </div>
          </>
        ),
      },
      {
        key: 'ports',
        title: say('column.ports'),
        width: 'minmax(60px, 1fr)',
        cell: (one) => <Ports container={one} />,
      },
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '100px',
        cell: (one) => <ContainerActions container={one} />,
      },
    ],
    [say],
  );
}
