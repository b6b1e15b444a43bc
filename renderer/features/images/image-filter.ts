/** Which images a list shows, and which of them nobody needs. */
import type { ImageSummary } from '../../../main/contract/engine-model.ts';

export const imageFilters = ['all', 'used', 'unused', 'dangling'] as const;
export type ImageFilter = (typeof imageFilters)[number];

type Seen = Pick<ImageSummary, 'tags' | 'usedBy' | 'sizeBytes'>;

/** Dangling is what has no name, as for docker. */
export function passes({ tags, usedBy }: Seen, filter: ImageFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'used':
      return usedBy.length > 0;
    case 'unused':
      return usedBy.length === 0;
    case 'dangling':
      return tags.length === 0;
  }
}

/** What `docker image prune` would remove, or with `all` `docker image prune --all`. */
export function prunable<T extends Seen>(images: readonly T[], all: boolean): T[] {
  return images.filter((one) => one.usedBy.length === 0 && (all || one.tags.length === 0));
}

/** Bytes that they take at most: layers that they share among themselves or with others count for each. */
export function bytesAtMost(images: readonly Seen[]): number {
  return images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Names sorted in one way however many there are: a collator of one's own is much faster than `localeCompare`. */
const { compare } = new Intl.Collator('en', { numeric: true });

/** By the first name; those without one come last. */
export function byName(a: ImageSummary, b: ImageSummary): number {
  const [first, second] = [a.tags[0], b.tags[0]];
  if (first === undefined || second === undefined)
    return Number(first === undefined) - Number(second === undefined);
  return compare(first, second);
}

/** What `docker rmi` is given, so that all of an image goes: its only name, or its id, which wants force. */
export function removalOf({ id, tags }: ImageSummary): {
  readonly reference: string;
  readonly force: boolean;
} {
  return { reference: tags.length === 1 ? (tags[0] ?? id) : id, force: tags.length > 1 };
}
