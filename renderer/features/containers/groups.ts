/** The list of containers as rows: each compose project is a row, with its containers below it unless it is folded. */
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';

export interface ProjectGroup {
  readonly kind: 'project';
  readonly project: string;
  /** All of the project's containers, also those that a filter hides. */
  readonly containers: readonly ContainerSummary[];
  readonly configFiles: string | undefined;
  readonly folded: boolean;
}

export type ContainerRow = ProjectGroup | { readonly kind: 'one'; readonly container: ContainerSummary };

/** Projects by name, each with what is shown of it in the given order; then the containers that belong to none. */
export function containerRows(
  shown: readonly ContainerSummary[],
  all: readonly ContainerSummary[],
  folded: ReadonlySet<string>,
): ContainerRow[] {
  const row = (container: ContainerSummary): ContainerRow => ({ kind: 'one', container });
  const byProject = byProjectOf(shown);
  const whole = byProjectOf(all);
  const projects = [...byProject.keys()].filter((project) => project !== undefined).toSorted();
  return [
    ...projects.flatMap((project) => {
      const containers = whole.get(project) ?? [];
      const group: ProjectGroup = {
        kind: 'project',
        project,
        containers,
        configFiles: containers.find(({ configFiles }) => configFiles !== undefined)?.configFiles,
        folded: folded.has(project),
      };
      return [group, ...(group.folded ? [] : (byProject.get(project) ?? []).map(row))];
    }),
    ...(byProject.get(undefined) ?? []).map(row),
  ];
}

/** Those of each project; under undefined those of none. `Map.groupBy` is newer than the Node that we still run on. */
function byProjectOf(
  containers: readonly ContainerSummary[],
): ReadonlyMap<string | undefined, readonly ContainerSummary[]> {
  const map = new Map<string | undefined, ContainerSummary[]>();
  for (const one of containers) {
    const known = map.get(one.project);
    if (known === undefined) map.set(one.project, [one]);
    else known.push(one);
  }
  return map;
}
