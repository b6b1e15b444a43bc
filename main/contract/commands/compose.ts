/** The `docker compose` commands, as arguments. Those about a project whose containers are there need no file. */
import { each, flag, option } from './words.ts';

export const composeActions = ['start', 'stop', 'restart'] as const;
export type ComposeAction = (typeof composeActions)[number];

/** A project by its files, its name, or both; whatever a file is called, it is the value of its option. */
interface Project {
  readonly files: readonly string[];
  readonly project?: string;
}

const projectWords = ({ files, project }: Project) => [
  'compose',
  ...each('--file', files),
  ...option('--project-name', project),
];

export const composeCommands = {
  compose: ({ action, project }: { readonly action: ComposeAction; readonly project: string }) => [
    'compose',
    '-p',
    project,
    action,
  ],
  'compose.remove': ({ project }: { readonly project: string }) => [
    'compose',
    '-p',
    project,
    'rm',
    '--stop',
    '--force',
  ],
  'compose.list': ({ project }: { readonly project: string }) => ['compose', '-p', project, 'ps', '--all'],
  'compose.logs': ({ project }: { readonly project: string }) => [
    'compose',
    '-p',
    project,
    'logs',
    '--follow',
  ],
  'compose.up': ({ build, ...project }: Project & { readonly build?: boolean }) => [
    ...projectWords(project),
    'up',
    '--detach',
    ...flag('--build', build),
  ],
  'compose.down': ({ volumes, ...project }: Project & { readonly volumes?: boolean }) => [
    ...projectWords(project),
    'down',
    ...flag('--volumes', volumes),
  ],
};
