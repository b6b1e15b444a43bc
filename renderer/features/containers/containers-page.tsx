/** All containers, kept true by the engine's events: those of a compose project together, and the others. */
import { Container, Layers, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { useCore } from '../../stores/core.ts';
import { useLists } from '../../stores/lists.ts';
import { useUi } from '../../stores/ui.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { useSelection } from '../../ui/list-selection.ts';
import { useInOrder } from '../../ui/list-sort.ts';
import { Empty } from '../../ui/notes.tsx';
import { Page, SearchField } from '../../ui/page.tsx';
import { WhenListed } from '../offline.tsx';
import { FollowStats, useRoomForStats } from '../stats/list-stats.tsx';
import { BulkContainers, RemoveContainers } from './bulk.tsx';
import { useColumns } from './columns.tsx';
import { chosen, filterOf, projectsOf } from './filter.ts';
import { GroupRow } from './group-row.tsx';
import { containerRows, type ContainerRow } from './groups.ts';

const none: readonly ContainerSummary[] = [];

export function ContainersPage() {
  const say = useText();
  const list = useCore((state) => state.containers);
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState('all');
  const [removing, setRemoving] = useState(false);
  const room = useRoomForStats();
  const columns = useColumns(room);
  const ready = list?.kind === 'ready';
  const items = ready ? list.items : none;
  const projects = useMemo(() => projectsOf(items), [items]);
  const left = useMemo(
    () => chosen(items, filterOf(filter, projects), search),
    [items, filter, projects, search],
  );
  const sorted = useInOrder('containers', left, columns);
  const folded = useLists((state) => state.folded);
  const rows = useMemo(() => containerRows(sorted, items, folded), [sorted, items, folded]);
  const selectable = useMemo(
    () => rows.flatMap((row) => (row.kind === 'one' ? [row.container.id] : [])),
    [rows],
  );
  const selection = useSelection(selectable);
  const selected = items.filter(({ id }) => selection.keys.has(id));
  const rowColumns = useMemo(() => columns.map(ofRow), [columns]);
  return (
    <Page
      title={say('nav.containers')}
      name={say('nav.containers')}
      count={ready ? items.length : undefined}
      tools={
        selected.length > 0 ? (
          <BulkContainers containers={selected} selection={selection} onRemove={() => setRemoving(true)} />
        ) : (
          ready && (
            <>
              <SearchField value={search} onChange={setSearch} label={say('containers.search')} />
              <select
                className="button"
                aria-label={say('containers.filter')}
                value={filter}
                onChange={(event) => setFilter(event.target.value)}
              >
                <option value="all">{say('containers.all')}</option>
                <option value="running">{say('containers.running')}</option>
                <option value="stopped">{say('containers.stopped')}</option>
                {projects.map((project) => (
                  <option key={project} value={`project ${project}`}>
                    {say('containers.project', { name: inertText(project) })}
                  </option>
                ))}
              </select>
              <Link href="/removed" className="muted">
                {say('gone.title')}
              </Link>
              <Button
                icon={Layers}
                onClick={() => useUi.setState({ composeOpen: { action: 'up', files: [] } })}
              >
                {say('compose.title')}
              </Button>
              <Button kind="primary" icon={Plus} onClick={() => useUi.setState({ runImage: '' })}>
                {say('run.title')}
              </Button>
            </>
          )
        )
      }
    >
      {room && <FollowStats />}
      <WhenListed list={list}>
        {() =>
          items.length === 0 ? (
            <Empty icon={Container} title={say('containers.none')}>
              <p>{say('containers.none.text')}</p>
            </Empty>
          ) : (
            <DataList
              label={say('nav.containers')}
              items={rows}
              columns={rowColumns}
              keyOf={keyOf}
              nameOf={nameOf}
              across={across}
              groups
              sortable="containers"
              selection={{ ...selection, onDelete: () => setRemoving(true) }}
              empty={<p className="empty">{say('nothing')}</p>}
            />
          )
        }
      </WhenListed>
      {removing && selected.length > 0 && (
        <RemoveContainers containers={selected} onClose={() => setRemoving(false)} />
      )}
    </Page>
  );
}

function keyOf(row: ContainerRow): string {
  return row.kind === 'one' ? row.container.id : `project ${row.project}`;
}

function nameOf(row: ContainerRow): string {
  return inertText(row.kind === 'one' ? row.container.name : row.project);
}

function across(row: ContainerRow) {
  return row.kind === 'one' ? undefined : <GroupRow group={row} />;
}

/** A column of containers among rows that are groups, too. The page sorts before it groups. */
function ofRow({ cell, compare, ...column }: Column<ContainerSummary>): Column<ContainerRow> {
  return {
    ...column,
    cell: (row) => (row.kind === 'one' ? cell(row.container) : null),
    ...(compare === undefined ? {} : { compare: () => 0 }),
  };
}
