/**
 * What the engine lists, as the window shows it. Every value comes from the guest: it is looked at, cleaned and
 * bounded. Fields: Docker Engine API, "List containers", "List images", "List volumes", "List networks".
 */
import {
  containerStates,
  type ContainerPort,
  type ContainerSummary,
  type ImageSummary,
  type NetworkSummary,
  type VolumeSummary,
} from '../../contract/engine-model.ts';
import { asRecord, cleanText } from './untrusted.ts';

/** The engine's raw lists, as parsed JSON. */
export interface RawLists {
  readonly containers: readonly unknown[];
  readonly images: readonly unknown[];
  readonly volumes: readonly unknown[];
  readonly networks: readonly unknown[];
}

/** Names of containers by what they use; in the order of the containers. */
export type Users = ReadonlyMap<string, readonly string[]>;

/** Longest command that a list shows, in characters. */
const longestCommand = 500;
/** Longest list of a project's files, in characters. */
const longestFiles = 1000;
const builtInNetworks = new Set(['bridge', 'host', 'none']);

export function containerSummaries(containers: readonly unknown[]): ContainerSummary[] {
  return containers.map(containerOf).toSorted((a, b) => a.name.localeCompare(b.name));
}

function containerOf(raw: unknown): ContainerSummary {
  const one = asRecord(raw);
  const labels = asRecord(one['Labels']);
  const project = text(labels['com.docker.compose.project']);
  const service = text(labels['com.docker.compose.service']);
  const configFiles = text(labels['com.docker.compose.project.config_files']).slice(0, longestFiles);
  return {
    id: text(one['Id']),
    name: nameOf(one),
    image: text(one['Image']),
    imageId: text(one['ImageID']),
    command: text(one['Command']).slice(0, longestCommand),
    createdAt: seconds(one['Created']),
    state: containerStates.find((state) => state === one['State']) ?? 'created',
    status: text(one['Status']),
    ports: list(one['Ports']).flatMap(portOf),
    ...(project === '' ? {} : { project }),
    ...(service === '' ? {} : { service }),
    ...(configFiles === '' ? {} : { configFiles }),
  };
}

function portOf(raw: unknown): ContainerPort[] {
  const { PrivatePort, PublicPort, Type, IP } = asRecord(raw);
  if (!isPort(PrivatePort)) return [];
  return [
    {
      protocol: Type === 'udp' || Type === 'sctp' ? Type : 'tcp',
      containerPort: PrivatePort,
      ...(typeof IP === 'string' && IP !== '' ? { hostAddress: cleanText(IP) } : {}),
      ...(isPort(PublicPort) ? { hostPort: PublicPort } : {}),
    },
  ];
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

/** Names of containers by the id of the image that they are made of. */
export function imageUsers(containers: readonly unknown[]): Users {
  return usersBy(containers, (one) => [text(one['ImageID'])]);
}

export function imageSummaries(images: readonly unknown[], users: Users): ImageSummary[] {
  return images
    .map((raw): ImageSummary => {
      const one = asRecord(raw);
      const id = text(one['Id']);
      const tags = list(one['RepoTags']).map(text);
      return {
        id,
        tags: tags.filter((tag) => tag !== '' && tag !== '<none>:<none>'),
        createdAt: seconds(one['Created']),
        sizeBytes: amount(one['Size']),
        usedBy: [...(users.get(id) ?? [])],
      };
    })
    .toSorted((a, b) => byName(a.tags[0], b.tags[0]) || a.id.localeCompare(b.id));
}

/** What has no name comes last. */
function byName(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a.localeCompare(b);
}

/** Names of containers by the name of each volume that they mount. */
export function volumeUsers(containers: readonly unknown[]): Users {
  return usersBy(containers, (one) =>
    list(one['Mounts'])
      .map(asRecord)
      .flatMap((mount) => (mount['Type'] === 'volume' ? [text(mount['Name'])] : [])),
  );
}

export function volumeSummaries(volumes: readonly unknown[], users: Users): VolumeSummary[] {
  return volumes
    .map((raw): VolumeSummary => {
      const one = asRecord(raw);
      const name = text(one['Name']);
      const created = Date.parse(text(one['CreatedAt']));
      return {
        name,
        driver: text(one['Driver']),
        ...(Number.isNaN(created) ? {} : { createdAt: created }),
        usedBy: [...(users.get(name) ?? [])],
      };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Names of containers by the id of each network that they are in. */
export function networkUsers(containers: readonly unknown[]): Users {
  return usersBy(containers, (one) =>
    Object.values(asRecord(asRecord(one['NetworkSettings'])['Networks'])).map((network) =>
      text(asRecord(network)['NetworkID']),
    ),
  );
}

export function networkSummaries(networks: readonly unknown[], users: Users): NetworkSummary[] {
  return networks
    .map((raw): NetworkSummary => {
      const one = asRecord(raw);
      const [id, name] = [text(one['Id']), text(one['Name'])];
      const configs = list(asRecord(one['IPAM'])['Config']).map(asRecord);
      return {
        id,
        name,
        driver: text(one['Driver']),
        scope: text(one['Scope']),
        subnets: configs.map((config) => text(config['Subnet'])).filter((subnet) => subnet !== ''),
        builtIn: builtInNetworks.has(name),
        usedBy: [...(users.get(id) ?? [])],
      };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Names of the containers by what they use. */
function usersBy(
  containers: readonly unknown[],
  used: (container: Record<string, unknown>) => readonly string[],
): Users {
  const users = new Map<string, string[]>();
  for (const container of containers.map(asRecord)) {
    // Once each: a container may mount the same volume twice.
    for (const key of new Set(used(container))) {
      const names = users.get(key);
      if (names !== undefined) names.push(nameOf(container));
      else if (key !== '') users.set(key, [nameOf(container)]);
    }
  }
  return users;
}

/** A container's own name: names with a second slash are links of others to it. */
function nameOf(container: Record<string, unknown>): string {
  const names = list(container['Names']).map(text);
  const own = names.find((name) => name.lastIndexOf('/') <= 0) ?? names[0] ?? '';
  return own.replace(/^\//, '');
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? cleanText(value) : '';
}

/** Seconds since 1970 as milliseconds. */
function seconds(value: unknown): number {
  const ms = amount(value) * 1000;
  return Number.isFinite(ms) ? ms : 0;
}

function amount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
