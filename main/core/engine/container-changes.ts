/** What was changed in a container since it was made from its image, as `docker diff` tells it. */
import type Docker from 'dockerode';
import { fileChangeKinds, type FileChange, type FileChanges } from '../../contract/container-changes.ts';
import { ask } from './docker.ts';
import { asRecord } from './untrusted.ts';

/** As many as a person looks through; a container can have millions. */
const mostChanges = 10_000;
/** Linux's own limit for a path (PATH_MAX). */
const longestPath = 4096;
/** The engine's numbers for them (Docker Engine API, `ContainerChanges`). */
const kinds = { 0: 'changed', 1: 'added', 2: 'deleted' } as const satisfies Record<
  number,
  (typeof fileChangeKinds)[number]
>;

/** Asks the engine. Throws `container.gone`, `engine.unreachable`, `guest.tooLarge` over 32 MiB, `cancelled`. */
export async function containerChanges(
  docker: Docker,
  id: string,
  signal: AbortSignal,
): Promise<FileChanges> {
  return readChanges(await ask(docker, `/containers/${encodeURIComponent(id)}/changes`, signal));
}

/**
 * The engine's answer, which is `null` when nothing was changed. Paths stay as they are, but for their length: the
 * window shows whatever they hold as marks.
 */
export function readChanges(answer: unknown): FileChanges {
  if (!Array.isArray(answer)) return { items: [], total: 0 };
  const all = answer.flatMap((one: unknown): FileChange[] => {
    const { Kind: kind, Path: path } = asRecord(one);
    if (typeof path !== 'string' || (kind !== 0 && kind !== 1 && kind !== 2)) return [];
    return [{ kind: kinds[kind], path: path.slice(0, longestPath) }];
  });
  const items = all.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { items: items.slice(0, mostChanges), total: all.length };
}
