/**
 * The notations in which the `docker` program takes values that the engine wants as numbers or objects. Each function
 * answers undefined for what the program would refuse. Sources: docker/cli `opts/`, docker/go-units `size.go` and
 * `ulimit.go`, Go's `time.ParseDuration`, and the Docker Engine API's `HostConfig`.
 */

/** `512m`, `1.5g`, `64MiB`, `1024`: bytes; units are powers of 1024. */
export function parseBytes(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?) ?(?:([kmgtp])?i?b?)$/i.exec(text);
  if (found === null) return undefined;
  const power = 'kmgtp'.indexOf((found[2] ?? ' ').toLowerCase()) + 1;
  const bytes = Math.floor(Number(found[1]) * 1024 ** power);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Bytes, or `-1` for no limit. */
export function parseSwap(text: string): number | undefined {
  return text === '-1' ? -1 : parseBytes(text);
}

/** `1.5` processors: billionths of one. */
export function parseCpus(text: string): number | undefined {
  const found = /^(\d{1,6})(?:\.(\d{1,9}))?$/.exec(text);
  if (found === null) return undefined;
  return Number(found[1]) * 1e9 + Number((found[2] ?? '').padEnd(9, '0'));
}

/** A whole number, perhaps a negative one. */
export function parseWhole(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

const nanoseconds: Readonly<Record<string, number>> = {
  ...{ ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 },
};

/** `300ms`, `1m30s`, `0`: nanoseconds. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  const total = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (nanoseconds[unit ?? ''] ?? 0),
    0,
  );
  return Number.isSafeInteger(Math.round(total)) ? Math.round(total) : undefined;
}

/** The time between two checks of a container's health: the engine takes none under a millisecond, but 0. */
export function parseInterval(text: string): number | undefined {
  const time = parseDuration(text);
  return time !== undefined && (time === 0 || time >= 1e6) ? time : undefined;
}

export interface RestartPolicy {
  readonly Name: string;
  readonly MaximumRetryCount: number;
}

/** `no`, `always`, `unless-stopped`, `on-failure[:n]`. */
export function parseRestart(text: string): RestartPolicy | undefined {
  const found = /^(?:(no|always|unless-stopped)|on-failure(?::(\d{1,9}))?)$/.exec(text);
  if (found === null) return undefined;
  return { Name: found[1] ?? 'on-failure', MaximumRetryCount: Number(found[2] ?? 0) };
}

export interface DeviceMapping {
  readonly PathOnHost: string;
  readonly PathInContainer: string;
  readonly CgroupPermissions: string;
}

/** `HOST[:CONTAINER][:rwm]`. */
export function parseDevice(text: string): DeviceMapping | undefined {
  const parts = text.split(':');
  const [host = '', second, third] = parts;
  if (!host.startsWith('/') || parts.length > 3) return undefined;
  const isMode = (part: string | undefined) => part !== undefined && /^(?!.*(.).*\1)[rwm]{1,3}$/.test(part);
  if (third !== undefined && !isMode(third)) return undefined;
  if (second !== undefined && !second.startsWith('/') && (third !== undefined || !isMode(second)))
    return undefined;
  const mode = third ?? (isMode(second) ? second : undefined) ?? 'rwm';
  return {
    PathOnHost: host,
    PathInContainer: second?.startsWith('/') === true ? second : host,
    CgroupPermissions: mode,
  };
}

export interface Ulimit {
  readonly Name: string;
  readonly Soft: number;
  readonly Hard: number;
}

const ulimits =
  /^(?:as|core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|rtprio|rttime|sigpending|stack)$/;

/** `NAME=SOFT[:HARD]`; -1 is no limit. */
export function parseUlimit(text: string): Ulimit | undefined {
  const found = /^([a-z]+)=(-?\d{1,15})(?::(-?\d{1,15}))?$/.exec(text);
  if (found === null || !ulimits.test(found[1] ?? '')) return undefined;
  const soft = Number(found[2]);
  const hard = found[3] === undefined ? soft : Number(found[3]);
  if (hard !== -1 && (soft === -1 || soft > hard)) return undefined;
  return { Name: found[1] ?? '', Soft: soft, Hard: hard };
}

/** `NAME:ADDRESS` or `NAME=ADDRESS`, where the address may be `host-gateway`; answers it with the colon. */
export function parseHost(text: string): string | undefined {
  const found = /^([^\s:=]+)[:=](\S+)$/.exec(text);
  if (found === null) return undefined;
  const [, name = '', written = ''] = found;
  const address = written.replace(/^\[(.*)\]$/, '$1');
  return address === 'host-gateway' || isAddress(address) ? `${name}:${address}` : undefined;
}

/** True for what looks like an address of IPv4 or IPv6; the engine looks closer. */
export function isAddress(text: string): boolean {
  if (text.includes(':')) return /^[\da-fA-F:]{2,39}(?:\d+(?:\.\d+){3})?(?:%\w+)?$/.test(text);
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** `KEY=VALUE` or `KEY` as the two; undefined without a key. */
export function parsePair(text: string): readonly [string, string] | undefined {
  const at = text.indexOf('=');
  const key = at < 0 ? text : text.slice(0, at);
  return key === '' ? undefined : [key, at < 0 ? '' : text.slice(at + 1)];
}

/** True for a network that is none of the engine's own modes (docker/docker `NetworkMode.IsUserDefined`). */
export function isUserNetwork(network: string): boolean {
  return !/^(?:default|bridge|host|none|container:.*)$/.test(network);
}
