/** The `docker` commands that look at one thing: what it uses, what happens to it, and any field of what it is. */
import type { InspectKind } from '../inspect-model.ts';
import { operands } from './words.ts';

type Name = { readonly name: string };
type Thing = Name & { readonly what: InspectKind };

export const lookingCommands = {
  'container.stats': ({ name }: Name) => ['stats', ...operands([name])],
  /** `since` in milliseconds since 1970: what happened before is told first. */
  'container.events': ({ name, since }: Name & { readonly since: number }) => [
    'events',
    '--since',
    new Date(since).toISOString().replace(/\.\d+Z$/, 'Z'),
    '--filter',
    `container=${name}`,
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
