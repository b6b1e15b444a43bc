/**
 * What a prune would take, by the engine's own rules: worked out from what it says of its disk, so that a person sees
 * it before it happens. Rules: Docker Engine API, "Delete unused images" and its kin, and `docker system prune --help`.
 */
import type { DiskItem, DiskUse, PruneChoice } from './engine-pages-model.ts';
import type { RemovedKind } from './removed-model.ts';

export interface PrunePreview {
  readonly items: readonly DiskItem[];
  readonly networks: readonly string[];
  /** Bytes that are free afterwards; more where images that go share layers only with each other. */
  readonly freedBytes: number;
}

export function prunePreview({ items, networks, layersBytes }: DiskUse, choice: PruneChoice): PrunePreview {
  const { what, all, volumes } = choice;
  const everything = what === 'all';
  const takes = (kind: DiskItem['kind']) => what === kind || (everything && (kind !== 'volumes' || volumes));
  const containers = takes('containers')
    ? items.filter((one) => one.kind === 'containers' && !one.inUse)
    : [];
  const gone = new Set(containers.map(({ id }) => id));
  const free = (one: DiskItem) => one.usedBy.every((id) => gone.has(id));
  const chosen = items.filter((one) => {
    if (!takes(one.kind)) return false;
    switch (one.kind) {
      case 'containers':
        return !one.inUse;
      case 'images':
        return free(one) && (all || one.nameless);
      case 'volumes':
        // A prune of everything takes named volumes under no circumstances.
        return free(one) && (one.nameless || (all && !everything));
      case 'cache':
        return !one.inUse && (all || one.nameless);
    }
  });
  const images = items.filter(({ kind }) => kind === 'images');
  const allImages = images.length > 0 && images.every((one) => chosen.includes(one));
  const bytes = chosen.reduce(
    (sum, one) => sum + (allImages && one.kind === 'images' ? 0 : one.ownBytes),
    allImages ? layersBytes : 0,
  );
  return { items: chosen, networks: everything ? networks : [], freedBytes: bytes };
}

/** Bytes of a kind that could be had back at most: what `docker system df` calls reclaimable. */
export function reclaimable(use: DiskUse, kind: DiskItem['kind']): number {
  const choice = { what: kind, all: true, volumes: false };
  return prunePreview(use, choice).freedBytes;
}

/** Of which kinds a prune also takes what was removed and could still be put back. */
export function removedKindsOf({
  what,
  volumes,
}: Pick<PruneChoice, 'what' | 'volumes'>): readonly RemovedKind[] {
  switch (what) {
    case 'containers':
      return ['container'];
    case 'images':
      return ['image'];
    case 'volumes':
      return ['volume'];
    case 'cache':
      return [];
    case 'all':
      return ['container', 'image', 'network', ...(volumes ? (['volume'] as const) : [])];
  }
}
