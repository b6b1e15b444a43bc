/** Which containers a filter and a search leave. */
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';

export type Filter =
  { readonly kind: 'all' | 'running' | 'stopped' } | { readonly kind: 'project'; readonly project: string };

/** Compose projects, by name. */
export function projectsOf(items: readonly ContainerSummary[]): string[] {
  return [...new Set(items.flatMap(({ project }) => project ?? []))].toSorted();
}

/** What a choice stands for; one that is gone is all. */
export function filterOf(value: string, projects: readonly string[]): Filter {
  if (value === 'running' || value === 'stopped') return { kind: value };
  const project = projects.find((name) => value === `project ${name}`);
  return project === undefined ? { kind: 'all' } : { kind: 'project', project };
}

export function isUp({ state }: ContainerSummary): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

/** What the filter and the search leave: each word is somewhere in its name, image, id, project, command or ports. */
export function chosen(
  items: readonly ContainerSummary[],
  filter: Filter,
  search: string,
): readonly ContainerSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((one) => {
    if (filter.kind === 'project' && one.project !== filter.project) return false;
    if ((filter.kind === 'running' || filter.kind === 'stopped') && isUp(one) !== (filter.kind === 'running'))
      return false;
    if (words.length === 0) return true;
    const ports = one.ports.map((port) => `${port.hostPort ?? ''}:${port.containerPort}`).join(' ');
    const text =
      `${one.name} ${one.image} ${one.id} ${one.project ?? ''} ${one.service ?? ''} ${one.command} ${ports}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
