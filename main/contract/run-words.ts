/** The values of `--publish`, `--volume` and their kin as the form has them. Undefined for what can't be read. */
import { isAbsolute } from './mount-spec.ts';
import type { PublishedPort, RunMount } from './run-options.ts';
import { isAddress, parsePair } from './run-values.ts';

const publish =
  /^(?:(\[[\da-fA-F:.]+\]|\d+(?:\.\d+){3}):(?=.*:))?(?:(\d{1,5})?(?:(?<=\d)-(\d{1,5}))?:)?(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp))?$/;

/**
 * `[ADDRESS:][HOST[-END]:]CONTAINER[-END][/PROTOCOL]`, or `target=…,published=…`: a port for each of a range. A range of
 * host ports for one container port stays one: the engine takes a free one of them (docker/go-connections `nat/nat.go`).
 */
export function readPublish(word: string): PublishedPort[] | undefined {
  const found = publish.exec(word.includes('=') ? shortNotation(word) : word);
  if (found === null) return undefined;
  const [, written, first, end, inner, innerEnd, said] = found;
  const address = written?.replace(/^\[(.*)\]$/, '$1');
  const [from, to] = [Number(inner), Number(innerEnd ?? inner)];
  const [host, hostTo] = [Number(first ?? 0), Number(end ?? first ?? 0)];
  if (address !== undefined && !isAddress(address)) return undefined;
  if (from < 1 || to < from || to > 65_535 || hostTo < host || hostTo > 65_535) return undefined;
  const ports = to - from + 1;
  const one = (offset: number): PublishedPort => ({
    ...(address === undefined ? {} : { hostAddress: address }),
    ...(host === 0 ? {} : { hostPort: host + offset }),
    containerPort: from + offset,
    protocol: said === 'udp' ? 'udp' : 'tcp',
  });
  // Host port 0 leaves the choice to the engine, as none does.
  if (host !== 0 && hostTo - host + 1 !== ports) {
    return ports === 1 ? [{ ...one(0), hostPortEnd: hostTo }] : undefined;
  }
  return ports > 1000 ? undefined : Array.from({ length: ports }, (_, offset) => one(offset));
}

function shortNotation(word: string): string {
  const values = new Map(word.split(',').flatMap((part) => [parsePair(part) ?? ['', '']]));
  const known = [...values.keys()].every((key) => /^(?:target|published|protocol|mode)$/.test(key));
  if (!known) return '';
  const published = values.get('published');
  return `${published === undefined ? '' : `${published}:`}${values.get('target')}/${values.get('protocol') ?? 'tcp'}`;
}

/** `[SOURCE:]TARGET[:MODE]`; a source that is a path from the root is a folder, any other a volume's name. */
export function readVolume(word: string): RunMount | undefined {
  // The drive of a Windows path has a colon of its own.
  const drive = /^[a-zA-Z]:[\\/]/.test(word) ? word.slice(0, 2) : '';
  const [first = '', target, mode, ...more] = word.slice(drive.length).split(':');
  const source = drive + first;
  if (more.length > 0 || source === '') return undefined;
  if (target === undefined) return drive === '' ? { kind: 'anonymous', target: source } : undefined;
  const kind = isAbsolute(source) ? 'bind' : 'volume';
  return { kind, source, target, ...withMode(mode) };
}

/** `TARGET[:OPTIONS]` */
export function readTmpfs(word: string): RunMount {
  const [target, mode] = cut(word);
  return { kind: 'tmpfs', target, ...withMode(mode) };
}

/** `CONTAINER[:ro]` */
export function readVolumesFrom(word: string): RunMount {
  const [source, mode] = cut(word);
  return { kind: 'from', source, ...withMode(mode) };
}

function cut(word: string): readonly [string, string | undefined] {
  const at = word.indexOf(':');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function withMode(mode: string | undefined): { mode?: string } {
  return mode === undefined ? {} : { mode };
}
