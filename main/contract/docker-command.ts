/**
 * The `docker` command that does what an action of the window does, ready to be pasted into a POSIX shell. Pure, and
 * here, because both the window and the tests that compare it with the real program want it. Values are quoted where
 * they need it: none of them can become a second command.
 */
import type { ContainerAction, PublishedPort, RunOptions } from './engine-model.ts';

export type DockerAction =
  | { readonly kind: 'containers' }
  | { readonly kind: 'container'; readonly action: ContainerAction; readonly names: readonly string[] }
  | {
      readonly kind: 'container.remove';
      readonly names: readonly string[];
      readonly force: boolean;
      readonly volumes: boolean;
    }
  | {
      readonly kind: 'container.logs';
      readonly name: string;
      readonly follow: boolean;
      readonly tail: number;
    }
  | { readonly kind: 'container.exec'; readonly name: string; readonly command: readonly string[] }
  | { readonly kind: 'container.inspect'; readonly name: string }
  | { readonly kind: 'container.ports'; readonly name: string }
  | { readonly kind: 'run'; readonly options: RunOptions }
  | { readonly kind: 'images' }
  | { readonly kind: 'image.pull'; readonly reference: string }
  | { readonly kind: 'image.remove'; readonly references: readonly string[]; readonly force: boolean }
  | { readonly kind: 'image.load'; readonly file: string }
  | { readonly kind: 'image.import'; readonly file: string; readonly reference: string }
  | { readonly kind: 'volumes' }
  | { readonly kind: 'volume.create'; readonly name: string }
  | { readonly kind: 'volume.remove'; readonly names: readonly string[] }
  | { readonly kind: 'networks' }
  | {
      readonly kind: 'network.create';
      readonly name: string;
      readonly driver: string;
      readonly subnet?: string;
    }
  | { readonly kind: 'network.remove'; readonly names: readonly string[] };

/** The command as one line. */
export function dockerCommand(action: DockerAction): string {
  return ['docker', ...dockerArgs(action)].map(quote).join(' ');
}

/** The same as arguments of the `docker` program. */
export function dockerArgs(action: DockerAction): string[] {
  switch (action.kind) {
    case 'containers':
      return ['ps', '--all'];
    case 'container':
      return [action.action, ...operands(action.names)];
    case 'container.remove':
      return [
        'rm',
        ...flag('--force', action.force),
        ...flag('--volumes', action.volumes),
        ...operands(action.names),
      ];
    case 'container.logs':
      return [
        'logs',
        '--timestamps',
        ...flag('--follow', action.follow),
        '--tail',
        String(action.tail),
        ...operands([action.name]),
      ];
    case 'container.exec':
      return ['exec', '--interactive', '--tty', ...operands([action.name]), ...action.command];
    case 'container.inspect':
      return ['container', 'inspect', ...operands([action.name])];
    case 'container.ports':
      return ['port', ...operands([action.name])];
    case 'run':
      return runArgs(action.options);
    case 'images':
      return ['images'];
    case 'image.pull':
      return ['pull', ...operands([action.reference])];
    case 'image.remove':
      return ['rmi', ...flag('--force', action.force), ...operands(action.references)];
    case 'image.load':
      return ['load', '--input', action.file];
    case 'image.import':
      // A single dash would be the standard input.
      return ['import', ...operands([action.file === '-' ? './-' : action.file, action.reference])];
    case 'volumes':
      return ['volume', 'ls'];
    case 'volume.create':
      return ['volume', 'create', ...operands([action.name])];
    case 'volume.remove':
      return ['volume', 'rm', ...operands(action.names)];
    case 'networks':
      return ['network', 'ls'];
    case 'network.create':
      return [
        'network',
        'create',
        '--driver',
        action.driver,
        ...(action.subnet === undefined ? [] : ['--subnet', action.subnet]),
        ...operands([action.name]),
      ];
    case 'network.remove':
      return ['network', 'rm', ...operands(action.names)];
  }
}

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
    ...(options.name === undefined ? [] : ['--name', options.name]),
    ...options.ports.flatMap((port) => ['--publish', publishWord(port)]),
    ...options.env.flatMap(({ name, value }) => ['--env', `${name}=${value}`]),
    ...operands([options.image]),
    ...options.command,
  ];
}

/** Words that must not be taken for options. */
function operands(words: readonly string[]): string[] {
  return words.some((word) => word.startsWith('-')) ? ['--', ...words] : [...words];
}

function flag(name: string, on: boolean): string[] {
  return on ? [name] : [];
}

/** Quotes for a POSIX shell (XCU 2.2.2): nothing has a meaning between single quotes. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
