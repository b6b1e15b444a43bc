/**
 * Where everything of the map stands: this computer at the left, the containers in the middle, the networks at the right.
 * Pure; the same map always gives the same picture. Lengths are in units of the picture, which are pixels at 100 %.
 */
import type { MapContainer, MapNetwork, NetworkMap } from '../../../main/contract/network-model.ts';
import { fitText } from './fit-text.ts';

export interface MapNode {
  /** `computer`, or the id of a container or network. */
  readonly key: string;
  readonly column: 0 | 1 | 2;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface MapEdge {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  /** The `d` of an SVG path. */
  readonly path: string;
  /** What stands on it, and where it ends. */
  readonly label?: { readonly text: string; readonly x: number; readonly y: number };
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

export const computerKey = 'computer';

const margin = 16;
const rowHeight = 36;
const rowGap = 8;
const groupGap = 20;
/** How far a container stands in that uses the network of the one above. */
const indent = 20;
const networkHeight = 56;
const networkGap = 12;
const computer = { x: margin, width: 132 };
const containers = { x: 292, width: 230 };
const networks = { x: 632, width: 244 };
const labelWidth = containers.x - computer.x - computer.width - 16;

export function layOut(map: NetworkMap): MapLayout {
  const order = networkOrder(map.networks);
  const rows = placeContainers(map.containers, order);
  const boxes = placeNetworks(order, map.containers, rows);
  const published = map.containers.filter((one) => portsText(one) !== '');
  const bar = placeComputer(published, rows);
  const nodes = [bar, ...rows.values(), ...boxes.values()];
  return {
    width: networks.x + networks.width + margin,
    height: Math.max(...nodes.map(({ y, height }) => y + height)) + margin,
    nodes,
    edges: [
      ...published.flatMap((one) => portEdge(one, bar, rows.get(one.id))),
      ...map.containers.flatMap((one) => networkEdges(one, rows, boxes)),
    ],
  };
}

/** The user's own networks by name, then the engine's: `bridge`, `host`, `none`. */
function networkOrder(all: readonly MapNetwork[]): MapNetwork[] {
  const rank = ({ driver, builtIn }: MapNetwork) =>
    builtIn ? 1 + ['bridge', 'host', 'null'].indexOf(driver) : 0;
  return all.toSorted((a, b) => rank(a) - rank(b) || compare(a.name, b.name) || compare(a.id, b.id));
}

/** Published ports as `8080 → 80`; those of IPv6 are the same once more. */
export function portsText({ ports }: MapContainer): string {
  const words = ports.flatMap(({ hostPort, containerPort, protocol, hostAddress }) => {
    if (hostPort === undefined) return [];
    const address =
      hostAddress === undefined || /^(?:0\.0\.0\.0|::)$/.test(hostAddress) ? '' : `${hostAddress}:`;
    return [`${address}${hostPort} → ${containerPort}${protocol === 'tcp' ? '' : `/${protocol}`}`];
  });
  return [...new Set(words)].join(', ');
}

/** Those of a network stand together; those of several stand last, next to what comes then. */
function placeContainers(
  all: readonly MapContainer[],
  order: readonly MapNetwork[],
): ReadonlyMap<string, MapNode> {
  const rank = new Map(order.map(({ id }, n) => [id, n]));
  const groupOf = ({ networks: ids }: MapContainer) =>
    Math.min(order.length, ...ids.map((id) => rank.get(id) ?? order.length));
  const known = new Set(all.map(({ id }) => id));
  const lenderOf = ({ mode }: MapContainer) => {
    const lender = /^container:(.+)$/.exec(mode)?.[1];
    return lender !== undefined && known.has(lender) ? lender : undefined;
  };
  const borrowers = new Map<string, MapContainer[]>();
  for (const one of all) {
    const lender = lenderOf(one);
    if (lender !== undefined) borrowers.set(lender, [...(borrowers.get(lender) ?? []), one]);
  }
  const own = all
    .filter((one) => lenderOf(one) === undefined)
    .toSorted(
      (a, b) =>
        groupOf(a) - groupOf(b) ||
        a.networks.length - b.networks.length ||
        compare(a.name, b.name) ||
        compare(a.id, b.id),
    );
  const placed = new Map<string, MapNode>();
  let y = margin;
  let group: number | undefined;
  const put = (one: MapContainer, depth: number) => {
    if (placed.has(one.id)) return;
    const shift = Math.min(depth, 4) * indent;
    placed.set(one.id, {
      ...{ key: one.id, column: 1, x: containers.x + shift, y },
      ...{ width: containers.width - shift, height: rowHeight },
    });
    y += rowHeight + rowGap;
    for (const other of borrowers.get(one.id) ?? []) put(other, depth + 1);
  };
  for (const one of own) {
    if (group !== undefined && groupOf(one) !== group) y += groupGap - rowGap;
    group = groupOf(one);
    put(one, 0);
  }
  // Two that lend each other their network; the engine allows none, but its answer isn't trusted.
  for (const one of all) put(one, 0);
  return placed;
}

/** Each in the middle of its containers, or as far below as there is room; those without any at the end. */
function placeNetworks(
  order: readonly MapNetwork[],
  all: readonly MapContainer[],
  rows: ReadonlyMap<string, MapNode>,
): ReadonlyMap<string, MapNode> {
  const middles = new Map<string, number[]>();
  for (const { id, networks: ids } of all) {
    const row = rows.get(id);
    if (row === undefined) continue;
    for (const network of ids) {
      const list = middles.get(network) ?? [];
      list.push(row.y + row.height / 2);
      middles.set(network, list);
    }
  }
  const wished = ({ id }: MapNetwork) => {
    const list = middles.get(id);
    if (list === undefined) return undefined;
    return list.reduce((sum, y) => sum + y, 0) / list.length - networkHeight / 2;
  };
  const used = order
    .filter((one) => wished(one) !== undefined)
    .toSorted((a, b) => (wished(a) ?? 0) - (wished(b) ?? 0));
  const placed = new Map<string, MapNode>();
  let free = margin;
  for (const one of [...used, ...order.filter((other) => wished(other) === undefined)]) {
    const y = Math.round(Math.max(free, wished(one) ?? 0));
    placed.set(one.id, { key: one.id, column: 2, ...networks, y, height: networkHeight });
    free = y + networkHeight + networkGap;
  }
  return placed;
}

/** As high as what it reaches, so that each port is a straight line. */
function placeComputer(published: readonly MapContainer[], rows: ReadonlyMap<string, MapNode>): MapNode {
  const reached = published.flatMap(({ id }) => rows.get(id) ?? []);
  const top = Math.min(...reached.map(({ y }) => y));
  const bottom = Math.max(...reached.map(({ y, height }) => y + height));
  const y = reached.length === 0 ? margin : top;
  const height = reached.length === 0 ? networkHeight : Math.max(networkHeight, bottom - top);
  return { key: computerKey, column: 0, ...computer, y, height };
}

function portEdge(one: MapContainer, bar: MapNode, row: MapNode | undefined): MapEdge[] {
  if (row === undefined) return [];
  const y = row.y + row.height / 2;
  const text = fitText(portsText(one), labelWidth, 11);
  return [
    {
      ...{ key: `${computerKey} ${one.id}`, from: computerKey, to: one.id },
      path: `M${bar.x + bar.width} ${y}H${row.x}`,
      label: { text, x: containers.x - 8, y: y - 5 },
    },
  ];
}

function networkEdges(
  one: MapContainer,
  rows: ReadonlyMap<string, MapNode>,
  boxes: ReadonlyMap<string, MapNode>,
): MapEdge[] {
  const row = rows.get(one.id);
  if (row === undefined) return [];
  return one.networks.flatMap((id): MapEdge[] => {
    const box = boxes.get(id);
    if (box === undefined) return [];
    const [x1, y1] = [row.x + row.width, row.y + row.height / 2];
    const [x2, y2] = [box.x, box.y + box.height / 2];
    const bend = (x1 + x2) / 2;
    const path = `M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`;
    return [{ key: `${one.id} ${id}`, from: one.id, to: id, path }];
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
