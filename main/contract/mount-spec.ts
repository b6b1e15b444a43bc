/**
 * `--mount` as the `docker` program reads it (docker/cli `opts/mount.go`): comma-separated `key=value`, where a value with
 * a comma stands between double quotes.
 */
import { parseBytes } from './run-values.ts';

/** A mount in the engine's words (Docker Engine API, `HostConfig.Mounts`). */
export interface EngineMount {
  readonly Type: 'bind' | 'volume' | 'tmpfs';
  readonly Source?: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
  readonly BindOptions?: Readonly<Record<string, string | boolean>>;
  readonly VolumeOptions?: Readonly<Record<string, boolean | string>>;
  readonly TmpfsOptions?: Readonly<Record<string, number>>;
}

/** Undefined for what the program would refuse, and for keys that are not known here. */
export function parseMount(spec: string): EngineMount | undefined {
  const values = new Map<string, string>();
  for (const field of fieldsOf(spec) ?? ['=']) {
    const at = field.indexOf('=');
    const key = names[(at < 0 ? field : field.slice(0, at)).trim().toLowerCase()];
    if (key === undefined || (at < 0 && !flags.has(key))) return undefined;
    values.set(key, at < 0 ? 'true' : field.slice(at + 1));
  }
  const [type, target = '', source] = [
    values.get('type') ?? 'volume',
    values.get('target'),
    values.get('source'),
  ];
  if ((type !== 'bind' && type !== 'volume' && type !== 'tmpfs') || target === '') return undefined;
  if (type === 'bind' && !isAbsolute(source ?? '')) return undefined;
  if (type === 'tmpfs' && source !== undefined) return undefined;
  if ([...flags].some((key) => !/^(?:true|false|1|0|undefined)$/.test(String(values.get(key)))))
    return undefined;
  const on = (key: string) => /^(?:true|1)$/.test(values.get(key) ?? '');
  const [propagation, subpath] = [values.get('bind-propagation'), values.get('volume-subpath')];
  const [bytes, mode] = [values.get('tmpfs-size'), values.get('tmpfs-mode')];
  const size = bytes === undefined ? undefined : parseBytes(bytes);
  if (bytes !== undefined && size === undefined) return undefined;
  if (mode !== undefined && !/^[0-7]{1,5}$/.test(mode)) return undefined;
  if ([...values.keys()].some((key) => key.includes('-') && !key.startsWith(`${type}-`))) return undefined;
  const bind = propagation === undefined ? {} : { Propagation: propagation };
  const volume = {
    ...(on('volume-nocopy') ? { NoCopy: true } : {}),
    ...(subpath === undefined ? {} : { Subpath: subpath }),
  };
  const tmpfs = {
    ...(size === undefined ? {} : { SizeBytes: size }),
    ...(mode === undefined ? {} : { Mode: Number.parseInt(mode, 8) }),
  };
  return {
    Type: type,
    ...(source === undefined ? {} : { Source: source }),
    Target: target,
    ...(on('readonly') ? { ReadOnly: true } : {}),
    ...(Object.keys(bind).length === 0 ? {} : { BindOptions: bind }),
    ...(Object.keys(volume).length === 0 ? {} : { VolumeOptions: volume }),
    ...(Object.keys(tmpfs).length === 0 ? {} : { TmpfsOptions: tmpfs }),
  };
}

/** True for a path from the root on, of Windows too. A relative one would mean the folder of a terminal, and we have none. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-zA-Z]:[\\/]/.test(path);
}

const names: Readonly<Record<string, string>> = {
  ...{
    type: 'type',
    source: 'source',
    src: 'source',
    target: 'target',
    dst: 'target',
    destination: 'target',
  },
  ...{ readonly: 'readonly', ro: 'readonly', 'bind-propagation': 'bind-propagation' },
  ...{ 'volume-nocopy': 'volume-nocopy', 'volume-subpath': 'volume-subpath' },
  ...{ 'tmpfs-size': 'tmpfs-size', 'tmpfs-mode': 'tmpfs-mode' },
};
const flags = new Set(['readonly', 'volume-nocopy']);

/** One line of comma-separated values; undefined where a quote isn't closed. */
function fieldsOf(line: string): string[] | undefined {
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  while (field.lastIndex <= line.length) {
    const found = field.exec(line);
    if (found === null) return undefined;
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '') return fields;
  }
  return undefined;
}
