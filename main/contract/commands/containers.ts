/** The `docker` commands about containers, as arguments. */
import type { ContainerAction } from '../engine-model.ts';
import { containerChangeCommands } from './container-updates.ts';
import { runCommands } from './run.ts';
import { terminalCommands } from './terminals.ts';
import { flag, operands } from './words.ts';

type Names = { readonly names: readonly string[] };
type Name = { readonly name: string };

export const containerCommands = {
  containers: () => ['ps', '--all'],
  container: ({ action, names }: Names & { readonly action: ContainerAction }) => [
    action,
    ...operands(names),
  ],
  'container.remove': ({
    force,
    volumes,
    names,
  }: Names & { readonly force: boolean; readonly volumes: boolean }) => [
    'rm',
    ...flag('--force', force),
    ...flag('--volumes', volumes),
    ...operands(names),
  ],
  'container.logs': ({ follow, tail, name }: Name & { readonly follow: boolean; readonly tail: number }) => [
    'logs',
    '--timestamps',
    ...flag('--follow', follow),
    '--tail',
    String(tail),
    ...operands([name]),
  ],
  ...terminalCommands,
  'container.inspect': ({ name }: Name) => ['container', 'inspect', ...operands([name])],
  'container.export': ({ name, path }: Name & { readonly path: string }) => [
    'export',
    '--output',
    path,
    ...operands([name]),
  ],
  'container.changes': ({ name }: Name) => ['diff', ...operands([name])],
  'container.ports': ({ name }: Name) => ['port', ...operands([name])],
  ...runCommands,
  ...containerChangeCommands,
};
