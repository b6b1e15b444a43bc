/** What containers use, as far as the window has looked: the newest of all of them, and a while of those looked at. */
import { create } from 'zustand';
import type { ContainerStats } from '../../main/contract/stats-model.ts';

interface StatsState {
  /** The newest of each running container, while a list of them is looked at. */
  readonly newest: ReadonlyMap<string, ContainerStats>;
  /** By container, the oldest first: what its page has seen. */
  readonly seen: ReadonlyMap<string, readonly ContainerStats[]>;
}

/** Milliseconds that are kept of a container, and of how many. */
export const keptMs = 10 * 60_000;
const mostKept = 5;

export const useStats = create<StatsState>()(() => ({ newest: new Map(), seen: new Map() }));

export function putNewest(items: readonly ContainerStats[]): void {
  useStats.setState({ newest: new Map(items.map((one) => [one.id, one])) });
}

export function addSeen(stats: ContainerStats): void {
  useStats.setState(({ seen }) => {
    const { [stats.id]: before = [], ...others } = Object.fromEntries(seen);
    const own = [...before.filter(({ time }) => time > stats.time - keptMs && time < stats.time), stats];
    return { seen: new Map([...Object.entries(others).slice(1 - mostKept), [stats.id, own]]) };
  });
}
