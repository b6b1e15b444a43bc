/** The columns of the list of containers. */
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { inertText } from '../../format.ts';
import { useText } from '../../text.ts';
import type { Column } from '../../ui/data-list.tsx';
import { useStatsColumns } from '../stats/stats-columns.tsx';
import { ContainerActions } from './actions.tsx';
import { ContainerState, Ports } from './parts.tsx';

/** With `stats`, what each uses, too. */
export function useColumns(stats: boolean): readonly Column<ContainerSummary>[] {
  const say = useText();
  const statsColumns = useStatsColumns(stats);
  return useMemo(
    () => [
      {
        key: 'name',
        title: say('column.name'),
        compare: (a, b) => a.name.localeCompare(b.name),
        width: 'minmax(120px, 3fr)',
        cell: (one) => (
          <>
            <Link href={`/containers/${encodeURIComponent(one.id)}`} className="list__name clip plain">
              {inertText(one.name)}
            </Link>
            <div className="list__sub clip plain">{inertText(one.service ?? one.command)}</div>
          </>
        ),
      },
      {
        key: 'image',
        title: say('column.image'),
        compare: (a, b) => a.image.localeCompare(b.image),
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
        compare: (a, b) => a.state.localeCompare(b.state),
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
      ...statsColumns,
      {
        key: 'actions',
        title: say('column.actions'),
        hiddenTitle: true,
        width: '100px',
        cell: (one) => <ContainerActions container={one} />,
      },
    ],
    [say, statsColumns],
  );
}
