/** What a container uses, live: processor, memory, network and disk over the last minutes. */
import { Activity } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { CoreClient } from '../../../main/contract/contract.ts';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import type { AskOptions } from '../../../main/contract/rpc.ts';
import type { ContainerStats as Stats } from '../../../main/contract/stats-model.ts';
import { useLive } from '../../stores/live.ts';
import { addSeen, keptMs, useStats } from '../../stores/stats.ts';
import { useText } from '../../text.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/notes.tsx';
import { NotRunning } from '../containers/not-running.tsx';
import { StatsCharts } from './stats-charts.tsx';
import { StatsTable } from './stats-table.tsx';

/** Milliseconds until it is looked at again after an error: an engine that restarts comes back. */
const againMs = 2000;
const spans = [
  ['short', 60_000],
  ['long', keptMs],
] as const;
const none: readonly Stats[] = [];

export function ContainerStats({ container }: { readonly container: ContainerSummary }) {
  const say = useText();
  if (container.state !== 'running' && container.state !== 'paused')
    return <NotRunning icon={Activity} title={say('stats.notRunning')} container={container} />;
  return <RunningStats key={container.id} id={container.id} />;
}

function RunningStats({ id }: { readonly id: string }) {
  const say = useText();
  const open = useCallback(
    async function* (client: CoreClient, options: AskOptions) {
      for await (const stats of client['container.stats']({ id }, options)) {
        addSeen(stats);
        yield stats;
      }
    },
    [id],
  );
  const { value, error, again } = useLive<Stats>(open);
  const seen = useStats((state) => state.seen.get(id)) ?? none;
  const [span, setSpan] = useState<number>(spans[0][1]);
  const [table, setTable] = useState(false);
  useEffect(() => {
    if (error === undefined) return;
    const timer = setTimeout(again, againMs);
    return () => clearTimeout(timer);
  }, [error, again]);
  const end = seen.at(-1)?.time ?? 0;
  const shown = seen.filter(({ time }) => time >= end - span);
  return (
    <div className="stats">
      <div className="tools">
        <div role="group" aria-label={say('stats.span')} className="stats__spans">
          {spans.map(([name, ms]) => (
            <Button key={name} aria-pressed={span === ms} onClick={() => setSpan(ms)}>
              {say(`stats.span.${name}`)}
            </Button>
          ))}
        </div>
        <Button aria-pressed={table} onClick={() => setTable(!table)}>
          {say('stats.table')}
        </Button>
        <span className="muted">{value !== undefined && say('stats.pids', { n: value.pids })}</span>
      </div>
      {error !== undefined && <ErrorNote error={error} tone="warn" onRetry={again} />}
      {table ? <StatsTable stats={shown} /> : <StatsCharts stats={shown} span={span} end={end} />}
    </div>
  );
}
