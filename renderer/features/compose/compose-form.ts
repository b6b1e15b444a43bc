/** The form for `docker compose up` and `down`, read as what is asked of the core. */
import * as v from 'valibot';
import { projectName, type ComposeRun } from '../../../main/contract/compose-model.ts';
import type { TextKey } from '../../text.ts';

export interface ComposeForm {
  readonly action: 'up' | 'down';
  /** A path on each line. */
  readonly files: string;
  readonly project: string;
  readonly build: boolean;
  readonly volumes: boolean;
}

export interface ReadComposeForm {
  /** Undefined while something is the matter. */
  readonly wanted: ComposeRun | undefined;
  readonly filesFault: TextKey | undefined;
  readonly projectFault: TextKey | undefined;
}

export function readComposeForm({ action, files, project, build, volumes }: ComposeForm): ReadComposeForm {
  const paths = files
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const name = project.trim();
  const named = name !== '';
  const filesFault = action === 'up' && paths.length === 0 ? 'compose.files.missing' : undefined;
  const projectFault =
    named && !v.is(projectName, name)
      ? 'compose.project.invalid'
      : !named && action === 'down' && paths.length === 0
        ? 'compose.project.missing'
        : undefined;
  if (filesFault !== undefined || projectFault !== undefined)
    return { wanted: undefined, filesFault, projectFault };
  const options = action === 'up' ? { build } : { volumes };
  return {
    wanted: { action, files: paths, ...(named ? { project: name } : {}), ...options },
    filesFault,
    projectFault,
  };
}
