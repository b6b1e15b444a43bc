/** The `docker` commands about containers, as arguments. */
import type { ContainerAction, PublishedPort, RunOptions } from '../engine-model.ts';
import { flag, operands, option } from './words.ts';

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
  'container.exec': ({ name, command }: Name & { readonly command: readonly string[] }) => [
    'exec',
    '--interactive',
    '--tty',
    ...operands([name]),
    ...command,
  ],
  'container.inspect': ({ name }: Name) => ['container', 'inspect', ...operands([name])],
  'container.changes': ({ name }: Name) => ['diff', ...operands([name])],
  'container.ports': ({ name }: Name) => ['port', ...operands([name])],
  run: ({ options }: { readonly options: RunOptions }) => runArgs(options),
};

/** A port in the short form of `--publish`: `[ADDRESS:][HOST:]CONTAINER[/udp]`. */
export function publishWord({ hostAddress, hostPort, containerPort, protocol }: PublishedPort): string {
  const address = hostAddress?.includes(':') === true ? `[${hostAddress}]` : hostAddress || undefined;
  // With an address, an empty host port still needs its colon.
  const host = address === undefined ? (hostPort ?? '') : `${address}:${hostPort ?? ''}`;
  const suffix = protocol === 'tcp' ? '' : `/${protocol}`;
  return `${host === '' ? '' : `${host}:`}${containerPort}${suffix}`;
}

function runArgs(options: RunOptions): string[] {
  return [
    'run',
    '--detach',
    ...flag('--rm', options.remove),
    ...option('--name', options.name),
    ...options.ports.flatMap((port) => ['--publish', publishWord(port)]),
    ...options.env.flatMap(({ name, value }) => ['--env', `${name}=${value}`]),
    ...operands([options.image]),
    ...options.command,
  ];
}
