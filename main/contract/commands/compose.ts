/** The `docker compose` commands about a project whose containers are there, as arguments; they need no file. */

export const composeActions = ['start', 'stop', 'restart'] as const;
export type ComposeAction = (typeof composeActions)[number];

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
};
