/** `docker run` and `docker create`, as arguments. */
import { lists, switches, texts } from '../run-flags.ts';
import type { PublishedPort, RunMount, RunOptions } from '../run-options.ts';
import { each, flag, operands, option } from './words.ts';

export const runCommands = {
  run: ({ options }: { readonly options: RunOptions }) => [
    options.mode === 'create' ? 'create' : 'run',
    ...flag('--detach', options.mode === undefined),
    ...switches.flatMap(({ key, long }) => flag(long, options[key])),
    ...texts.flatMap(({ key, long }) => option(long, options[key])),
    ...each('--publish', options.ports.map(publishWord)),
    ...each(
      '--env',
      options.env.map(({ name, value }) => `${name}=${value}`),
    ),
    ...(options.mounts ?? []).flatMap(mountWords),
    ...lists.flatMap(({ key, long }) => each(long, options[key])),
    ...operands([options.image]),
    ...options.command,
  ],
};

/** A port in the short form of `--publish`: `[ADDRESS:][HOST[-END]:]CONTAINER[/udp]`. */
export function publishWord(port: PublishedPort): string {
  const { hostAddress, hostPort, hostPortEnd, containerPort, protocol } = port;
  const address = hostAddress?.includes(':') === true ? `[${hostAddress}]` : hostAddress || undefined;
  const range = `${hostPort ?? ''}${hostPortEnd === undefined ? '' : `-${hostPortEnd}`}`;
  // With an address, an empty host port still needs its colon.
  const host = address === undefined ? range : `${address}:${range}`;
  const suffix = protocol === 'tcp' ? '' : `/${protocol}`;
  return `${host === '' ? '' : `${host}:`}${containerPort}${suffix}`;
}

/** The value of `--volume` for a folder or a volume. */
export function volumeWord({ source, target, mode }: Extract<RunMount, { kind: 'bind' | 'volume' }>): string {
  return [source, target, ...(mode === undefined ? [] : [mode])].join(':');
}

function mountWords(mount: RunMount): string[] {
  const suffix = 'mode' in mount ? `:${mount.mode}` : '';
  switch (mount.kind) {
    case 'bind':
    case 'volume':
      return ['--volume', volumeWord(mount)];
    case 'anonymous':
      return ['--volume', mount.target];
    case 'tmpfs':
      return ['--tmpfs', `${mount.target}${suffix}`];
    case 'from':
      return ['--volumes-from', `${mount.source}${suffix}`];
    case 'spec':
      return ['--mount', mount.spec];
  }
}
