/** Which networks a list shows, and which a prune takes. Pure. */
import type { ContainerSummary, NetworkSummary } from '../../../main/contract/engine-model.ts';

/** Whether a search finds it: by its name, driver, subnet, or who is in it. */
export function findsNetwork(one: NetworkSummary, search: string): boolean {
  const words = search.trim().toLowerCase();
  const { name, driver, subnets, usedBy } = one;
  return [name, driver, ...subnets, ...usedBy].some((text) => text.toLowerCase().includes(words));
}

/**
 * What `docker network prune` removes: networks of the user's own without a container that runs; one that is stopped
 * keeps none (moby, `daemon/prune.go`).
 */
export function prunableNetworks(
  networks: readonly NetworkSummary[],
  containers: readonly ContainerSummary[],
): NetworkSummary[] {
  const up = new Set(
    containers
      .filter(({ state }) => state === 'running' || state === 'paused' || state === 'restarting')
      .map(({ name }) => name),
  );
  return networks.filter(({ builtIn, usedBy }) => !builtIn && !usedBy.some((name) => up.has(name)));
}

export function compareTexts(a: readonly string[], b: readonly string[]): number {
  return a.join(' ').localeCompare(b.join(' '), undefined, { numeric: true });
}
