/** What is done with all containers of a compose project, as compose does it by the project's name. */
import type { ComposeAction } from '../../../main/contract/commands/compose.ts';
import type { ContainerSummary } from '../../../main/contract/engine-model.ts';
import { routed } from '../../route.ts';
import { actAll } from '../../stores/act-all.ts';
import { memberOf } from '../containers/bulk.tsx';
import { isUp } from '../containers/filter.ts';

export function actOnProject(
  project: string,
  containers: readonly ContainerSummary[],
  action: ComposeAction,
): Promise<boolean> {
  return actAll(
    { kind: 'compose', action, project },
    changedBy(containers, action).map(memberOf),
    (client, { key }) => client['container.act']({ id: key, action }),
  );
}

/** Those that the action changes. */
function changedBy(
  containers: readonly ContainerSummary[],
  action: ComposeAction,
): readonly ContainerSummary[] {
  switch (action) {
    case 'start':
      return containers.filter((one) => !isUp(one));
    case 'stop':
      return containers.filter(isUp);
    case 'restart':
      return containers;
  }
}

/** Where a project's page is. */
export function projectPath(project: string): string {
  return `/compose/${encodeURIComponent(project)}`;
}

/** The project that an address means; its name there where none of the containers belongs to it. */
export function projectAt(containers: readonly ContainerSummary[], part: string): string {
  const found = containers.find(({ project }) => project !== undefined && routed(project) === part);
  return found?.project ?? part;
}

/** The project's files, as its containers name them: with commas between them. */
export function filesOf(containers: readonly ContainerSummary[]): readonly string[] {
  const named = containers.find(({ configFiles }) => configFiles !== undefined)?.configFiles ?? '';
  return named.split(',').filter((path) => path !== '');
}
