/**
 * Looks at what containers use, again and again while somebody reads. Each look is a question of its own
 * (`GET /containers/{id}/stats?stream=false&one-shot=true`, Docker Engine API): with 50 idle containers a turn every
 * three seconds took a third of the engine's time that 50 of its own streams took, which look each second. Nothing is
 * asked while nobody reads.
 */
import type Docker from 'dockerode';
import type { ContainerStats } from '../../contract/stats-model.ts';
import { delay } from '../lib/retry.ts';
import { shared } from '../lib/shared.ts';
import { statsOf, statsSample, type StatsSample } from './container-stats.ts';
import { engineCall } from './containers.ts';
import { request } from './docker.ts';
import type { Inventory } from './inventory.ts';

/** Questions that are under way at once; more made a turn no quicker. */
const atOnce = 4;
/** Milliseconds before the second look, which the first figures of processors need, and before each later one. */
const firstPause = 1000;
const pause = 3000;
/** A turn may take this part of the time; with very many containers, and in software emulation, turns get rarer. */
const share = 1 / 6;

/** What containers use, for all windows of a core. */
export interface StatsWatch {
  /** What `watchAllStats` tells. */
  all(signal: AbortSignal): AsyncGenerator<{ readonly items: ContainerStats[] }, void>;
  /** What `watchStats` tells. */
  one(id: string, signal: AbortSignal): AsyncGenerator<ContainerStats, void>;
}

/** However many look, the engine is asked once. */
export function shareStats(docker: Docker, inventory: Inventory): StatsWatch {
  const all = shared((_all: 'all', signal) => watchAllStats(docker, inventory, signal));
  const one = shared((id: string, signal) => watchStats(docker, id, signal));
  return { all: (signal) => all('all', signal), one };
}

/** What all running containers use; an engine that doesn't answer has none. */
export async function* watchAllStats(
  docker: Docker,
  inventory: Inventory,
  signal: AbortSignal,
): AsyncGenerator<{ readonly items: ContainerStats[] }, void> {
  let before: ReadonlyMap<string, StatsSample> = new Map();
  for (let turn = 0; !signal.aborted; turn += 1) {
    const begun = performance.now();
    const now = await lookAtAll(docker, runningIds(inventory), signal);
    signal.throwIfAborted();
    yield { items: [...now].map(([id, sample]) => statsOf(id, sample, before.get(id))) };
    before = now;
    const took = performance.now() - begun;
    await delay(turn === 0 ? firstPause : Math.max(pause, took / share - took), signal);
  }
}

/** What one container uses, each second while it runs. Throws `container.gone`, `engine.unreachable`. */
export async function* watchStats(
  docker: Docker,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ContainerStats, void> {
  let before: StatsSample | undefined;
  while (!signal.aborted) {
    const sample = await engineCall(() => look(docker, id, signal));
    if (sample !== undefined) yield statsOf(id, sample, before);
    before = sample;
    await delay(firstPause, signal);
  }
}

function runningIds({ containers: { value } }: Inventory): string[] {
  return value.kind === 'ready'
    ? value.items.filter(({ state }) => state === 'running' || state === 'paused').map(({ id }) => id)
    : [];
}

async function lookAtAll(
  docker: Docker,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, StatsSample>> {
  const found = new Map<string, StatsSample>();
  const waiting = [...ids];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined && !signal.aborted; id = waiting.shift()) {
      // One that ended meanwhile has no figures, and that is all there is to tell.
      const sample = await look(docker, id, signal).catch(() => undefined);
      if (sample !== undefined) found.set(id, sample);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found;
}

async function look(docker: Docker, id: string, abortSignal: AbortSignal): Promise<StatsSample | undefined> {
  const answer = await request(docker, {
    path: `/containers/${encodeURIComponent(id)}/stats?`,
    method: 'GET',
    abortSignal,
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
    options: { stream: false, 'one-shot': true },
  });
  return statsSample(answer);
}
