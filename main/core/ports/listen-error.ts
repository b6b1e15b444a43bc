/** What it means when a port can't be opened: why, who has it, and what to do instead. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { AppError } from '../../contract/errors.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';
import { portHolder } from './holder.ts';

/** A place on this computer. */
export interface Place {
  readonly protocol: 'tcp' | 'udp';
  readonly hostAddress: string;
  readonly hostPort: number;
}

/** An error with a port that could be taken instead. */
export interface ListenFailure {
  readonly error: AppError;
  readonly nextFree?: number;
}

/** Ports after a busy one that are tried. */
const furthest = 100;

/** Tells why a place can't be listened on, by the system's error. Looks for the holder, and for the next free port. */
export async function explainListenError(
  error: unknown,
  place: Place,
  platform: NodeJS.Platform = process.platform,
): Promise<ListenFailure> {
  const { hostAddress: address, hostPort: port } = place;
  const code = systemCode(error);
  if (code === 'EADDRINUSE') {
    const holder = await portHolder(place, platform);
    const free = await nextFree(place);
    const params = { port, address, holder: holder ?? '?', free: free ?? '…' };
    return {
      error: new AppError('port.inUse', { params, cause: error }),
      ...(free === undefined ? {} : { nextFree: free }),
    };
  }
  // Windows says the same of ports that it has set aside, above 1024 too.
  if (code === 'EACCES' && port < 1024) {
    const params = { port, command: privilegeCommand(port, platform) };
    return { error: new AppError('port.privileged', { params, cause: error }) };
  }
  if (code === 'EADDRNOTAVAIL')
    return { error: new AppError('port.addressMissing', { params: { port, address }, cause: error }) };
  const params = { port, address, reason: systemReason(error) };
  return { error: new AppError('port.failed', { params, cause: error }) };
}

/**
 * What lets this user listen on a port under 1024. Linux: ip-sysctl, `ip_unprivileged_port_start`. The others let
 * everybody; where one doesn't, some other program has set the port aside.
 */
export function privilegeCommand(port: number, platform: NodeJS.Platform): string {
  if (platform === 'linux') return `sudo sysctl -w net.ipv4.ip_unprivileged_port_start=${port}`;
  if (platform === 'win32') return 'netsh int ipv4 show excludedportrange protocol=tcp';
  return `sudo lsof -nP -iTCP:${port} -sTCP:LISTEN`;
}

/** The first port after this one that can be listened on. */
async function nextFree(place: Place): Promise<number | undefined> {
  const last = Math.min(place.hostPort + furthest, 65_535);
  for (let hostPort = place.hostPort + 1; hostPort <= last; hostPort += 1) {
    if ((await tryListen({ ...place, hostPort })) === undefined) return hostPort;
  }
  return undefined;
}

/** The system's error if a place can't be listened on now; undefined if it can. Nothing is left open. */
export function tryListen({ protocol, hostAddress, hostPort }: Place): Promise<Error | undefined> {
  const ipv6 = hostAddress.includes(':');
  return new Promise((resolve) => {
    if (protocol === 'udp') {
      const socket = createSocket({ type: ipv6 ? 'udp6' : 'udp4', ipv6Only: ipv6 });
      socket.once('error', (error) => {
        socket.close();
        resolve(error);
      });
      socket.bind({ address: hostAddress, port: hostPort, exclusive: true }, () =>
        socket.close(() => resolve(undefined)),
      );
      return;
    }
    const server = createServer();
    server.once('error', resolve);
    const options = { host: hostAddress, port: hostPort, exclusive: true, ...(ipv6 && { ipv6Only: true }) };
    server.listen(options, () => server.close(() => resolve(undefined)));
  });
}
