/** How a person writes a forward, as with docker's `--publish`: `[HOST:]PORT:PORT[/udp]`, each port or a range of them. */
import * as v from 'valibot';
import { AppError } from './errors.ts';

/** One forward as it was written, without the container. */
export interface WrittenForward {
  readonly hostAddress?: string;
  readonly hostPort: number;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** Most ports of one range: each costs a listener. */
const maxRange = 1000;

const ipv4 = v.pipe(v.string(), v.ipv4());
const ipv6 = v.pipe(v.string(), v.ipv6());

/**
 * Reads `8080:80`, `127.0.0.1:8080:80`, `[::1]:8080:80`, `5353:53/udp`, `8000-8010:9000-9010`. Throws `port.notation`
 * for what isn't one, port 0 and ranges of different lengths included.
 */
export function parseForward(text: string): WrittenForward[] {
  const found =
    /^(?:(\[[0-9a-f:.]{2,45}\]|\d{1,3}(?:\.\d{1,3}){3}):)?(\d{1,5})(?:-(\d{1,5}))?:(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp))?$/i.exec(
      text.trim(),
    );
  const wrong = () => new AppError('port.notation', { params: { value: text.slice(0, 100) } });
  if (found === null) throw wrong();
  const [, address, hostFirst, hostLast, first, last, protocol] = found;
  const host = rangeOf(hostFirst, hostLast);
  const inside = rangeOf(first, last);
  if (host === undefined || inside === undefined || host.length !== inside.length) throw wrong();
  const hostAddress = address?.replace(/^\[|\]$/g, '').toLowerCase();
  const kind = address?.startsWith('[') ? ipv6 : ipv4;
  if (hostAddress !== undefined && !v.is(kind, hostAddress)) throw wrong();
  return host.map((hostPort, at) => ({
    ...(hostAddress === undefined ? {} : { hostAddress }),
    hostPort,
    protocol: protocol?.toLowerCase() === 'udp' ? 'udp' : 'tcp',
    port: inside[at] ?? 0,
  }));
}

/** The same the other way round; what a command line takes. */
export function forwardWord(forward: WrittenForward): string {
  const { hostAddress, hostPort, protocol, port } = forward;
  const address =
    hostAddress === undefined ? '' : `${hostAddress.includes(':') ? `[${hostAddress}]` : hostAddress}:`;
  return `${address}${hostPort}:${port}${protocol === 'udp' ? '/udp' : ''}`;
}

/** An address and a port as one word: IPv6 addresses stand in brackets (RFC 3986, 3.2.2). */
export function endpointWord(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function rangeOf(first: string | undefined, last: string | undefined): number[] | undefined {
  const from = Number(first);
  const to = Number(last ?? first);
  if (from < 1 || to > 65_535 || to < from || to - from >= maxRange) return undefined;
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
