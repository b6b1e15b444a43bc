/** What containers use, in the list of them: followed while the list is there, and each figure drawn alone. */
import { useEffect } from 'react';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { useLive, type OpenTopic } from '../../stores/live.ts';
import { putNewest, useStats } from '../../stores/stats.ts';
import { useLanguage, useText } from '../../text.ts';
import { useMedia } from '../../ui/use-media.ts';
import { cpuText, memoryText } from './stats-text.ts';

/** Whether the list has room for these columns. */
export function useRoomForStats(): boolean {
  return useMedia('(min-width: 1080px)');
}

const open: OpenTopic<undefined> = async function* (client, options) {
  for await (const { items } of client['containers.stats']({}, options)) {
    putNewest(items);
    yield undefined;
  }
};

/** Draws nothing: the figures are in a store, so that a new turn draws figures and no list. */
export function FollowStats() {
  useLive(open);
  // Who comes back is not shown what was long ago.
  useEffect(() => () => putNewest([]), []);
  return null;
}

export function ListCpu({ container: { id } }: { readonly container: ContainerSummary }) {
  const language = useLanguage();
  const percent = useStats(({ newest }) => newest.get(id)?.cpuPercent);
  return <span className="stats-figure">{percent === undefined ? '' : cpuText(percent, language)}</span>;
}

export function ListMemory({ container: { id } }: { readonly container: ContainerSummary }) {
  const say = useText();
  const stats = useStats(({ newest }) => newest.get(id));
  if (stats === undefined) return <span className="stats-figure" />;
  const of = { used: memoryText(stats.memoryBytes), limit: memoryText(stats.memoryLimitBytes) };
  return (
    <span className="stats-figure" title={say('stats.of', of)}>
      {of.used}
    </span>
  );
}

/** The sums of a group. */
export function GroupStats({ containers }: { readonly containers: readonly ContainerSummary[] }) {
  const say = useText();
  const language = useLanguage();
  const room = useRoomForStats();
  const cpu = useSum(containers, 'cpuPercent');
  const memory = useSum(containers, 'memoryBytes');
  if (!room || memory === 0) return null;
  return (
    <span className="stats-group" role="group" aria-label={say('stats.group')}>
      <span className="stats-figure">{cpuText(cpu, language)}</span>
      <span className="stats-figure">{memoryText(memory)}</span>
    </span>
  );
}

function useSum(containers: readonly ContainerSummary[], of: 'cpuPercent' | 'memoryBytes'): number {
  return useStats(({ newest }) =>
    containers.reduce((total, { id }) => total + (newest.get(id)?.[of] ?? 0), 0),
  );
}
