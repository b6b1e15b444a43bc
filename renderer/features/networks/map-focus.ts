/** What of the map stands out for what is chosen. Pure. */
import type { NetworkMap } from '../../../main/contract/network-model.ts';
import type { Reach } from '../../../main/contract/network-reach.ts';
import { computerKey, portsText } from './map-layout.ts';

export interface MapFocus {
  /** Keys of the nodes that stand out, the chosen one among them. */
  readonly nodes: ReadonlySet<string>;
  /** Keys of the edges that do. */
  readonly edges: ReadonlySet<string>;
}

/** Undefined where nothing is chosen, or what was chosen is gone. */
export function focusOn(
  map: NetworkMap,
  chosen: string | undefined,
  reachOf: (id: string) => Reach,
): MapFocus | undefined {
  if (chosen === undefined) return undefined;
  if (chosen === computerKey) {
    const reached = map.containers.filter((one) => portsText(one) !== '').map(({ id }) => id);
    return focus(
      [chosen, ...reached],
      reached.map((id) => `${computerKey} ${id}`),
    );
  }
  const container = map.containers.find(({ id }) => id === chosen);
  if (container !== undefined) return focusOnContainer(map, container.id, reachOf(container.id));
  if (!map.networks.some(({ id }) => id === chosen)) return undefined;
  const members = map.containers.filter(({ networks }) => networks.includes(chosen)).map(({ id }) => id);
  return focus(
    [chosen, ...members],
    members.map((id) => `${id} ${chosen}`),
  );
}

/** Those that it reaches, and the networks that lead there. */
function focusOnContainer(map: NetworkMap, chosen: string, { reached }: Reach): MapFocus {
  const own = map.containers.find(({ id }) => id === chosen)?.networks ?? [];
  const edges = own.map((network) => `${chosen} ${network}`);
  for (const { id, via } of reached) edges.push(...via.map((network) => `${id} ${network}`));
  const via = reached.flatMap((one) => one.via);
  return focus([chosen, ...own, ...via, ...reached.map(({ id }) => id)], edges);
}

function focus(nodes: readonly string[], edges: readonly string[]): MapFocus {
  return { nodes: new Set(nodes), edges: new Set(edges) };
}
