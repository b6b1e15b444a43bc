/** The `docker` commands that look at one thing: what it uses, what happens to it, and any field of what it is. */
import type { InspectKind } from '../inspect-model.ts';
import { operands } from './words.ts';

type Name = { readonly name: string };
type Thing = Name & { readonly what: InspectKind };

export const lookingCommands = {
  'container.stats': ({ name }: Name) => ['stats', ...operands([name])],
  /**
   * By the id, or its first 12 digits: the engine's filter takes a name for the beginning of others, of volumes too, and
   * forgets what a container was called before. `since` in milliseconds since 1970: what happened then is told first.
   */
  'container.events': ({ id, since }: { readonly id: string; readonly since: number }) => [
    'events',
    '--since',
    new Date(since).toISOString().replace(/\.\d+Z$/, 'Z'),
    '--filter',
    `container=${id}`,
  ],
  inspect: ({ what, name }: Thing) => [what, 'inspect', ...operands([name])],
  'inspect.field': ({ what, name, format }: Thing & { readonly format: string }) => [
    what,
    'inspect',
    '--format',
    format,
    ...operands([name]),
  ],
};
