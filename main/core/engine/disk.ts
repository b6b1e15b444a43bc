/** What takes the engine's disk (`GET /system/df`, Docker Engine API), and its prunes. */
import type Docker from 'dockerode';
import type { VolumeSize } from '../../contract/engine-model.ts';
import type { DiskItem, DiskUse, PruneChoice } from '../../contract/engine-pages-model.ts';
import { engineCall } from './containers.ts';
import { ask, engineError, request } from './docker.ts';
import { networkSummaries, networkUsers } from './summaries.ts';
import { asRecord, cleanText } from './untrusted.ts';

/** Things that are looked at; a window shows no more. */
const mostItems = 5000;
/** What the engine gives volumes that nobody gave a name. */
const anonymous = 'com.docker.volume.anonymous';
/** Kinds of build records that only a prune of all takes (moby/buildkit, `cache/manager.go`). */
const keptRecords = new Set(['internal', 'frontend']);

/** Throws `engine.unreachable`, `engine.refused`, `cancelled`. */
export async function diskUse(docker: Docker, signal: AbortSignal): Promise<DiskUse> {
  const [df, networks, running] = await Promise.all([
    ask(docker, '/system/df', signal),
    ask(docker, '/networks', signal),
    ask(docker, '/containers/json', signal),
  ]);
  const summaries = networkSummaries(list(networks), networkUsers(list(running)));
  const unused = summaries.filter(({ builtIn, usedBy }) => !builtIn && usedBy.length === 0);
  return { ...readDisk(df), networks: unused.map(({ name }) => name) };
}

/** The engine's answer as items, the largest first. */
export function readDisk(answer: unknown): Omit<DiskUse, 'networks'> {
  const df = asRecord(answer);
  const containers = list(df['Containers']).map(asRecord);
  const usersOf = (has: (container: Record<string, unknown>) => boolean) =>
    containers.filter(has).map((one) => text(one['Id']));
  const items: DiskItem[] = [
    ...containers.map((one): DiskItem => {
      const bytes = amount(one['SizeRw']);
      const state = text(one['State']);
      const name = text(list(one['Names'])[0]).replace(/^\//, '');
      const inUse = !['created', 'exited', 'dead'].includes(state);
      return item('containers', text(one['Id']), name, { sizeBytes: bytes, ownBytes: bytes, inUse });
    }),
    ...list(df['Images']).map((raw): DiskItem => {
      const one = asRecord(raw);
      const id = text(one['Id']);
      const tags = list(one['RepoTags']).map(text);
      const name = tags.filter((tag) => tag !== '<none>:<none>').join(', ');
      const usedBy = usersOf((container) => container['ImageID'] === one['Id']);
      const sizeBytes = amount(one['Size']);
      const ownBytes = Math.max(0, sizeBytes - amount(one['SharedSize']));
      return item('images', id, name, { sizeBytes, ownBytes, usedBy, nameless: name === '' });
    }),
    ...list(df['Volumes']).map((raw): DiskItem => {
      const one = asRecord(raw);
      const name = text(one['Name']);
      const bytes = amount(asRecord(one['UsageData'])['Size']);
      const usedBy = usersOf((container) =>
        list(container['Mounts']).some((mount) => {
          const { Type: type, Name: mounted } = asRecord(mount);
          return type === 'volume' && mounted === one['Name'];
        }),
      );
      const nameless = Object.hasOwn(asRecord(one['Labels']), anonymous);
      return item('volumes', name, name, { sizeBytes: bytes, ownBytes: bytes, usedBy, nameless });
    }),
    ...list(df['BuildCache']).map((raw): DiskItem => {
      const one = asRecord(raw);
      const bytes = amount(one['Size']);
      const shared = one['Shared'] === true;
      return item('cache', text(one['ID']), text(one['Description']), {
        sizeBytes: bytes,
        // What an image has as a layer stays with it.
        ownBytes: shared ? 0 : bytes,
        inUse: one['InUse'] === true,
        nameless: !shared && !keptRecords.has(text(one['Type'])),
      });
    }),
  ];
  return {
    items: items.toSorted((a, b) => b.sizeBytes - a.sizeBytes),
    layersBytes: amount(df['LayersSize']),
  };
}

/** What the volumes hold (`type=volume` spares the engine everything else). Throws as `diskUse` does. */
export async function volumeSizes(docker: Docker, signal: AbortSignal): Promise<VolumeSize[]> {
  const df = asRecord(
    await engineCall(() =>
      request(docker, {
        path: '/system/df?',
        method: 'GET',
        options: { type: 'volume' },
        abortSignal: signal,
        statusCodes: { 200: true, 500: 'server error' },
      }),
    ),
  );
  return list(df['Volumes']).flatMap((raw) => {
    const one = asRecord(raw);
    const { Size: bytes } = asRecord(one['UsageData']);
    // -1 where the driver can't tell.
    return typeof bytes === 'number' && bytes >= 0 ? [{ name: text(one['Name']), bytes: amount(bytes) }] : [];
  });
}

function item(
  kind: DiskItem['kind'],
  id: string,
  name: string,
  more: Pick<DiskItem, 'sizeBytes' | 'ownBytes'> & Partial<DiskItem>,
): DiskItem {
  const usedBy = more.usedBy ?? [];
  return { kind, id, name, inUse: usedBy.length > 0, nameless: false, ...more, usedBy };
}

/** Removes what the choice says, in the order of `docker system prune`. Answers the bytes that the engine says it freed. */
export async function prune(
  docker: Docker,
  { what, all, volumes }: PruneChoice,
  signal: AbortSignal,
): Promise<{ readonly reclaimedBytes: number }> {
  const everything = what === 'all';
  const steps: readonly (readonly [boolean, string, object])[] = [
    [everything || what === 'containers', '/containers/prune', {}],
    [everything, '/networks/prune', {}],
    [
      what === 'volumes' || (everything && volumes),
      '/volumes/prune',
      all && !everything ? { filters: { all: ['true'] } } : {},
    ],
    [everything || what === 'images', '/images/prune', { filters: { dangling: [String(!all)] } }],
    [everything || what === 'cache', '/build/prune', all ? { all: true } : {}],
  ];
  let reclaimedBytes = 0;
  for (const [wanted, path, options] of steps) {
    if (!wanted) continue;
    const answer = await post(docker, `${path}?`, options, signal);
    reclaimedBytes += amount(asRecord(answer)['SpaceReclaimed']);
  }
  return { reclaimedBytes };
}

async function post(docker: Docker, path: string, options: object, signal: AbortSignal): Promise<unknown> {
  try {
    return await request(docker, {
      path,
      method: 'POST',
      options: { _query: options, _body: {} },
      abortSignal: signal,
      statusCodes: { 200: true, 409: 'a prune is already running', 500: 'server error' },
    });
  } catch (error) {
    throw engineError(error);
  }
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, mostItems) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? cleanText(value).slice(0, 500) : '';
}

function amount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
