/** What the run form holds, what it means, and how options get into it. Pure. */
import { safeParse } from 'valibot';
import { quote } from '../../../main/contract/docker-command.ts';
import {
  lists,
  switches,
  texts,
  type RunList,
  type RunSwitch,
  type RunText,
} from '../../../main/contract/run-flags.ts';
import {
  runMount,
  runOptions,
  type PublishedPort,
  type RunMount,
  type RunOptions,
} from '../../../main/contract/run-options.ts';
import { readPublish } from '../../../main/contract/run-words.ts';
import { splitWords } from '../../../main/contract/shell-words.ts';
import type { TextKey } from '../../text.ts';

export interface PortRow {
  /** `[ADDRESS:][PORT[-END]]` */
  readonly host: string;
  readonly container: string;
  readonly protocol: 'tcp' | 'udp';
}

export interface MountRow {
  readonly kind: RunMount['kind'];
  /** A folder, a volume, a container, or the whole of `--mount`. */
  readonly source: string;
  readonly target: string;
  /** The engine's words for it, with commas: `ro`, `z`, or a tmpfs's `size=64m`. */
  readonly mode: string;
}

export interface RunForm {
  readonly image: string;
  readonly command: string;
  readonly mode: 'background' | 'attach' | 'create';
  readonly ports: readonly PortRow[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly mounts: readonly MountRow[];
  readonly texts: Readonly<Partial<Record<RunText, string>>>;
  readonly switches: Readonly<Partial<Record<RunSwitch, boolean>>>;
  /** One value a line. */
  readonly lists: Readonly<Partial<Record<RunList, string>>>;
}

export const emptyForm: RunForm = {
  ...{ image: '', command: '', mode: 'background' },
  ...{ ports: [], env: [], mounts: [], texts: {}, switches: {}, lists: {} },
};

/** By field: `image`, `command`, a field of `run-flags.ts`, or `port0`, `env0`, `mount0` for rows. */
export type RunFaults = Readonly<Record<string, TextKey>>;

interface Read {
  readonly options: RunOptions;
  readonly faults: RunFaults;
}

/** The options, as far as they can be read, and what is wrong with which field. */
export function readForm(form: RunForm): Read {
  const faults: Record<string, TextKey> = {};
  const image = form.image.trim();
  if (image === '') faults['image'] = 'run.image.missing';
  const command = splitWords(form.command);
  if (command === undefined) faults['command'] = 'run.command.invalid';
  const ports = form.ports.flatMap((row, index): PublishedPort[] => {
    if (row.host.trim() === '' && row.container.trim() === '') return [];
    const read = readPublish(portWord(row));
    if (read === undefined) faults[`port${index}`] = 'run.port.invalid';
    return read ?? [];
  });
  const env = form.env
    .map(({ name, value }) => ({ name: name.trim(), value }))
    .filter(({ name, value }, index) => {
      if (name !== '' && !name.includes('=')) return true;
      if (value !== '' || name !== '') faults[`env${index}`] = 'run.env.invalid';
      return false;
    });
  const mounts = form.mounts.flatMap((row, index): RunMount[] => {
    if ([row.source, row.target, row.mode].every((part) => part.trim() === '')) return [];
    const read = safeParse(runMount, mountOf(row));
    if (!read.success) faults[`mount${index}`] = `run.mount.invalid.${row.kind}`;
    return read.success ? [read.output] : [];
  });
  const options: RunOptions = {
    ...{ image, command: command ?? [], ports, env, remove: form.switches.remove === true },
    ...(mounts.length === 0 ? {} : { mounts }),
    ...(form.mode === 'background' ? {} : { mode: form.mode }),
    ...readFlags(form, faults),
  };
  clashes(options, faults);
  return { options, faults };
}

function readFlags(form: RunForm, faults: Record<string, TextKey>): Partial<RunOptions> {
  const flags: Record<string, unknown> = {};
  for (const { key } of switches) if (key !== 'remove' && form.switches[key] === true) flags[key] = true;
  for (const { key } of texts) {
    const value = form.texts[key]?.trim() ?? '';
    if (value === '') continue;
    if (safeParse(runOptions.entries[key], value).success) flags[key] = value;
    else faults[key] = key === 'name' ? 'run.name.invalid' : 'run.value.invalid';
  }
  for (const { key } of lists) {
    const lines = (form.lists[key] ?? '').split('\n').filter((line) => line.trim() !== '');
    // A label is text: the spaces in it are its own.
    const values = key === 'labels' ? lines : lines.map((line) => line.trim());
    if (values.length === 0) continue;
    if (safeParse(runOptions.entries[key], values).success) flags[key] = values;
    else faults[key] = 'run.line.invalid';
  }
  return flags;
}

/** What the docker program, too, refuses together. */
function clashes(options: RunOptions, faults: Record<string, TextKey>): void {
  const { remove, restart = 'no', noHealthcheck } = options;
  if (remove && restart !== 'no') faults['restart'] = 'run.restart.remove';
  const checks = [
    'healthCmd',
    'healthInterval',
    'healthTimeout',
    'healthStartPeriod',
    'healthRetries',
  ] as const;
  const check = checks.find((key) => options[key] !== undefined);
  if (noHealthcheck === true && check !== undefined) faults[check] = 'run.health.none';
}

/** A row in the notation of `--publish`. An address alone leaves the port to the engine. */
function portWord({ host, container, protocol }: PortRow): string {
  const at = host.trim();
  const address = /^(?:\[.*\]|\d+(?:\.\d+){3})$/.test(at) ? `${at}:` : at;
  return `${address === '' ? '' : `${address}:`}${container.trim()}/${protocol}`;
}

/** The row as the contract's mount, if the contract takes it. */
function mountOf({ kind, source, target, mode }: MountRow): unknown {
  const at = { target: target.trim() };
  const how = mode.trim() === '' ? {} : { mode: mode.trim() };
  switch (kind) {
    case 'bind':
    case 'volume':
      return { kind, source: source.trim(), ...at, ...how };
    case 'anonymous':
      return { kind, ...at };
    case 'tmpfs':
      return { kind, ...at, ...how };
    case 'from':
      return { kind, source: source.trim(), ...how };
    case 'spec':
      return { kind, spec: source.trim() };
  }
}

/** A form that says just these options. */
export function formOf(options: RunOptions): RunForm {
  const flags = {
    texts: Object.fromEntries(texts.flatMap(({ key }) => entry(key, options[key]))),
    switches: Object.fromEntries(switches.flatMap(({ key }) => entry(key, options[key]))),
    lists: Object.fromEntries(lists.flatMap(({ key }) => entry(key, options[key]?.join('\n')))),
  };
  return {
    ...{ image: options.image, command: options.command.map(quote).join(' ') },
    mode: options.mode ?? 'background',
    ports: options.ports.map(portRow),
    env: options.env,
    mounts: (options.mounts ?? []).map((mount) => ({
      kind: mount.kind,
      source: mount.kind === 'spec' ? mount.spec : 'source' in mount ? mount.source : '',
      target: 'target' in mount ? mount.target : '',
      mode: ('mode' in mount ? mount.mode : undefined) ?? '',
    })),
    ...flags,
  };
}

function entry<T>(key: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[key, value]];
}

function portRow({ hostAddress, hostPort, hostPortEnd, containerPort, protocol }: PublishedPort): PortRow {
  const address = hostAddress?.includes(':') === true ? `[${hostAddress}]` : hostAddress;
  const range =
    hostPort === undefined ? '' : `${hostPort}${hostPortEnd === undefined ? '' : `-${hostPortEnd}`}`;
  const host = [...(address === undefined ? [] : [address]), ...(range === '' ? [] : [range])].join(':');
  return { host, container: String(containerPort), protocol };
}
