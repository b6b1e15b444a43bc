/** The services of a compose project: each of their containers, with its image, its state and its ports. */
import { useMemo } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { useText, type Say } from '../../text.ts';
import { DataList, type Column } from '../../ui/data-list.tsx';
import { useInOrder } from '../../ui/list-sort.ts';
import { useColumns } from '../containers/columns.tsx';

export function Services({
  project,
  containers,
}: {
  readonly project: string;
  readonly containers: readonly ContainerSummary[];
}) {
  const say = useText();
  const usual = useColumns(false);
  const columns = useMemo<readonly Column<ContainerSummary>[]>(
    () => [serviceColumn(say), ...usual],
    [say, usual],
  );
  const sorted = useInOrder('services', containers, columns);
  return (
    <DataList
      label={inertText(project)}
      items={sorted}
      columns={columns}
      keyOf={keyOf}
      nameOf={nameOf}
      sortable="services"
    />
  );
}

function serviceColumn(say: Say): Column<ContainerSummary> {
  return {
    key: 'service',
    title: say('compose.service'),
    width: 'minmax(80px, 1fr)',
    // A container says its service below its name, too.
    dispensable: true,
    compare: (a, b) => (a.service ?? '').localeCompare(b.service ?? ''),
    cell: (one) => <div className="clip plain">{inertText(one.service ?? '')}</div>,
  };
}

function keyOf({ id }: ContainerSummary): string {
  return id;
}

function nameOf({ name }: ContainerSummary): string {
  return inertText(name);
}
