/** The engine's raw lists without what has been removed and can still be had back. Pure. */
import type { RawLists } from '../summaries.ts';
import { asRecord } from '../untrusted.ts';
import type { RemovedEntry } from './entry.ts';

/** Those that look removed: not what is kept. */
export function heldOf(entries: readonly RemovedEntry[]): readonly RemovedEntry[] {
  return entries.filter(({ error }) => error === undefined);
}

export function withoutRemoved(raw: RawLists, entries: readonly RemovedEntry[]): RawLists {
  const held = heldOf(entries);
  if (held.length === 0) return raw;
  const ids = (kind: RemovedEntry['kind']) => new Set(held.filter((one) => one.kind === kind).map(idOf));
  const [containers, volumes, networks] = [ids('container'), ids('volume'), ids('network')];
  return {
    containers: raw.containers.filter((one) => !containers.has(String(asRecord(one)['Id']))),
    images: imagesWithout(raw.images, held),
    volumes: raw.volumes.filter((one) => !volumes.has(String(asRecord(one)['Name']))),
    networks: raw.networks.filter((one) => !networks.has(String(asRecord(one)['Id']))),
  };
}

function imagesWithout(images: readonly unknown[], held: readonly RemovedEntry[]): unknown[] {
  const gone = held.flatMap((one) => (one.kind === 'image' ? [one] : []));
  // While the names are being moved, both the old ones and ours may be there.
  const names = new Set(gone.flatMap(({ tags, asides }) => [...asides, ...tags]));
  const ids = new Set(gone.map(({ image }) => image));
  return images.flatMap((raw) => {
    const one = asRecord(raw);
    const id = String(one['Id']);
    if (!ids.has(id)) return [raw];
    const tags = (Array.isArray(one['RepoTags']) ? one['RepoTags'] : []).map(String);
    const left = tags.filter((tag) => tag !== '<none>:<none>' && !names.has(tag));
    return left.length === 0 ? [] : [{ ...one, RepoTags: left }];
  });
}

/** What an entry is in the engine's lists. */
export function idOf(entry: RemovedEntry): string {
  switch (entry.kind) {
    case 'container':
      return entry.container;
    case 'image':
      return entry.image;
    case 'volume':
      return entry.name;
    case 'network':
      return entry.network;
  }
}

/** Held entries that the lists say are gone, or used again. Lists may be old: the engine must be asked. */
export function suspects(raw: RawLists, entries: readonly RemovedEntry[]): RemovedEntry[] {
  const held = heldOf(entries).filter((one) => one.held);
  if (held.length === 0) return [];
  const own = new Set(held.flatMap((one) => (one.kind === 'container' ? [one.container] : [])));
  const containers = raw.containers.map(asRecord);
  const there = {
    container: idsIn(raw.containers, 'Id'),
    image: idsIn(raw.images, 'Id'),
    volume: idsIn(raw.volumes, 'Name'),
    network: idsIn(raw.networks, 'Id'),
  };
  const mounted = new Set<string>();
  const running = new Set<string>();
  const connected = new Set<string>();
  for (const one of containers) {
    if (one['State'] === 'running') {
      running.add(String(one['Id']));
      const networks = asRecord(asRecord(one['NetworkSettings'])['Networks']);
      for (const network of Object.values(networks)) connected.add(String(asRecord(network)['NetworkID']));
    }
    if (own.has(String(one['Id']))) continue;
    for (const mount of Array.isArray(one['Mounts']) ? one['Mounts'] : [])
      mounted.add(String(asRecord(mount)['Name']));
  }
  const used: Record<RemovedEntry['kind'], ReadonlySet<string>> = {
    container: running,
    image: new Set(),
    volume: mounted,
    network: connected,
  };
  return held.filter((one) => !there[one.kind].has(idOf(one)) || used[one.kind].has(idOf(one)));
}

function idsIn(list: readonly unknown[], field: string): ReadonlySet<string> {
  return new Set(list.map((one) => String(asRecord(one)[field])));
}
