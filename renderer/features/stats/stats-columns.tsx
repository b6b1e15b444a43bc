/** What containers use as columns of the list of them. */
import { useMemo } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import type { ContainerStats } from '../../../main/contract/stats-model.ts';
import { useLists } from '../../stores/lists.ts';
import { useStats } from '../../stores/stats.ts';
import { useText } from '../../text.ts';
import type { Column } from '../../ui/data-list.tsx';
import { ListCpu, ListMemory } from './list-stats.tsx';

type StatsColumns = readonly Column<ContainerSummary>[];

const none: StatsColumns = [];
const nobody: ReadonlyMap<string, ContainerStats> = new Map();
/** Keys of the columns. */
const cpuKey = 'cpu';
const memoryKey = 'memory';

/** The columns; none where they have no room. */
export function useStatsColumns(room: boolean): StatsColumns {
  const say = useText();
  // Only a list that is sorted by them changes with them.
  const sorted = useLists(({ orders }) => [cpuKey, memoryKey].includes(orders['containers']?.column ?? ''));
  const newest = useStats((state) => (sorted && room ? state.newest : nobody));
  return useMemo(() => {
    if (!room) return none;
    const by = (value: (stats: ContainerStats) => number | undefined) => {
      const of = ({ id }: ContainerSummary) => {
        const stats = newest.get(id);
        return stats === undefined ? -1 : (value(stats) ?? -1);
      };
      return (a: ContainerSummary, b: ContainerSummary) => of(a) - of(b);
    };
    return [
      {
        key: cpuKey,
        title: say('stats.cpu'),
        width: '64px',
        compare: by(({ cpuPercent }) => cpuPercent),
        cell: (one) => <ListCpu container={one} />,
      },
      {
        key: memoryKey,
        title: say('stats.memory'),
        width: '84px',
        compare: by(({ memoryBytes }) => memoryBytes),
        cell: (one) => <ListMemory container={one} />,
      },
    ];
  }, [room, say, newest]);
}
