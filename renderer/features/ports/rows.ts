/** The rows of the list of ports. Pure. An address of each family, with the same meaning, is one row to a person. */
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import type { PortForward, PortState, PortTraffic } from '../../../main/contract/model.ts';
import { endpointWord } from '../../../main/contract/port-notation.ts';

/** One or two forwards that are one thing: the same port, of IPv4 and of IPv6. */
export interface PortRow {
  readonly key: string;
  /** The core takes any of them for all. */
  readonly id: string;
  readonly ids: readonly string[];
  /** What a person calls it on a command line: `127.0.0.1:8080/tcp`. */
  readonly word: string;
  readonly addresses: readonly string[];
  /** Where it answers, as one types it: `localhost:8080`. */
  readonly address: string;
  /** What it is called: the same, with the protocol where that is not TCP. */
  readonly name: string;
  /** Others than this computer may come in. */
  readonly lan: boolean;
  /** The one that stands worst tells how they stand. */
  readonly worst: PortForward;
}

/** From what wants attention most to what wants none. */
const ranks: Readonly<Record<PortState, number>> = {
  failed: 0,
  opening: 1,
  waiting: 2,
  closed: 3,
  listening: 4,
  detected: 5,
};

/** Addresses that `localhost` reaches, by what they mean. */
const local: Readonly<Record<string, string>> = {
  '127.0.0.1': 'loopback',
  '::1': 'loopback',
  '0.0.0.0': 'any',
  '::': 'any',
};

/** Forwards as rows, by port. */
export function portRows(forwards: readonly PortForward[]): PortRow[] {
  const groups = new Map<string, PortForward[]>();
  for (const forward of forwards) {
    const { hostAddress, hostPort, protocol, source } = forward;
    const place = `${local[hostAddress] ?? hostAddress} ${hostPort}/${protocol}`;
    const same = `${place} ${targetKey(forward)} ${source}`;
    // Two that want the very same address are rivals, not halves of one.
    const rival = groups.get(same)?.some((one) => one.hostAddress === hostAddress) === true;
    const key = rival ? `${same} ${forward.id}` : same;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [forward]);
    else group.push(forward);
  }
  return [...groups].flatMap(([key, group]) => rowOf(key, group)).sort(byPort);
}

function rowOf(key: string, group: readonly PortForward[]): PortRow[] {
  const [first] = group;
  if (first === undefined) return [];
  const { hostAddress, hostPort, protocol } = first;
  const address =
    local[hostAddress] === undefined ? endpointWord(hostAddress, hostPort) : `localhost:${hostPort}`;
  return [
    {
      key,
      id: first.id,
      ids: group.map(({ id }) => id),
      word: wordOf(first),
      addresses: group.map((one) => one.hostAddress),
      address,
      name: protocol === 'tcp' ? address : `${address}/${protocol}`,
      lan: group.some((one) => !isLoopback(one.hostAddress)),
      worst: group.reduce((worst, one) => (ranks[one.state] < ranks[worst.state] ? one : worst)),
    },
  ];
}

/** A rule's own id says nothing to a person, but where two want one place, the place is not enough. */
function wordOf({ id, source, hostAddress, hostPort, protocol, error }: PortForward): string {
  if (source !== 'rule' || error?.code === 'port.ruleExists') return id;
  return `${endpointWord(hostAddress, hostPort)}/${protocol}`;
}

function byPort(a: PortRow, b: PortRow): number {
  return a.worst.hostPort - b.worst.hostPort || (a.key < b.key ? -1 : 1);
}

/** 127.0.0.0/8 (RFC 1122, 3.2.1.3) and ::1 (RFC 4291, 2.5.3). */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./i.test(address);
}

function targetKey({ target, protocol }: Pick<PortForward, 'target' | 'protocol'>): string {
  return `${target.container ?? ''}:${target.port}/${protocol}`;
}

/** Where a browser finds it; undefined for what a browser can't open. */
export function urlOf({ address, worst }: PortRow): string | undefined {
  return worst.protocol === 'tcp' && worst.state === 'listening' ? `http://${address}` : undefined;
}

/** What nothing leads to: the two topics may tell of a new forward one after the other. */
export function withoutForwarded(
  detected: readonly PortForward[],
  forwards: readonly PortForward[],
): PortForward[] {
  const taken = new Set(forwards.map(targetKey));
  return detected.filter((one) => !taken.has(targetKey(one)));
}

/** Ports from here on may be opened by anybody. */
const firstFree = 1024;

/** Ports that a container's image tells of, as rows of their own: a program may not listen at them yet. */
export function exposedPorts({ name, ports }: Pick<ContainerSummary, 'name' | 'ports'>): PortForward[] {
  return ports.flatMap(({ hostPort, containerPort: port, protocol }): PortForward[] => {
    if (hostPort !== undefined || protocol === 'sctp') return [];
    return [
      {
        id: `exposed ${name} ${port}/${protocol}`,
        hostAddress: '127.0.0.1',
        hostPort: port < firstFree ? port + 8000 : port,
        protocol,
        target: { container: name, address: '', port },
        source: 'detected',
        state: 'detected',
      },
    ];
  });
}

/** The traffic of all that a row stands for. Bytes are undefined where nobody counts them. */
export function trafficOf(
  { ids }: Pick<PortRow, 'ids'>,
  traffic: ReadonlyMap<string, PortTraffic>,
): Omit<PortTraffic, 'id'> | undefined {
  const own = ids.flatMap((id) => traffic.get(id) ?? []);
  if (own.length === 0) return undefined;
  const sum = (key: 'bytesIn' | 'bytesOut') => {
    const known = own.flatMap((one) => one[key] ?? []);
    return known.length === 0 ? {} : { [key]: known.reduce((all, one) => all + one, 0) };
  };
  const connections = own.reduce((all, one) => all + one.connections, 0);
  return { connections, ...sum('bytesIn'), ...sum('bytesOut') };
}

/** Whether a row holds every word of a search. */
export function matchesSearch({ name, addresses, worst }: PortRow, search: string): boolean {
  const { target, protocol } = worst;
  const text =
    `${name} ${addresses.join(' ')} ${protocol} ${target.container ?? ''} ${target.port}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
