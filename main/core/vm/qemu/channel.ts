/**
 * Opens the byte stream to the guest's SSH server: a TCP connection to a port of this computer's loopback address that
 * QEMU's user network forwards. QEMU accepts on the host's side whether or not the guest listens, so a stream counts
 * only when the guest has spoken; SSH servers speak first (RFC 4253, 4.2).
 */
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../../../contract/errors.ts';
import { delay } from '../../lib/retry.ts';
import { guestSshPort } from './args.ts';
import type { Qmp } from './qmp.ts';

/** Milliseconds between two attempts that were refused. */
const retryEvery = 50;

/** A place on this computer that leads to a port of the guest. */
export interface WayIn {
  readonly host: string;
  readonly port: number;
}

/** The way to the guest's SSH server. Throws `guest.unreachable` if there is none, `qemu.command`. */
export async function sshForward(qmp: Qmp, signal: AbortSignal): Promise<WayIn> {
  const way = await forwardTo(guestSshPort, qmp, signal);
  if (way === undefined) throw unreachable('QEMU forwards no port to it');
  return way;
}

/** The way to this port of the guest, from QEMU's list of connections. Throws `qemu.command`. */
export async function forwardTo(
  guestPort: number,
  qmp: Qmp,
  signal: AbortSignal,
): Promise<WayIn | undefined> {
  const text = await qmp.execute('human-monitor-command', { 'command-line': 'info usernet' }, signal);
  return typeof text === 'string' ? forwardedPort(text, guestPort) : undefined;
}

/** Finds `TCP[HOST_FORWARD] FD 127.0.0.2 PORT GUEST-ADDRESS GUEST-PORT …` for a port of the guest. */
export function forwardedPort(usernet: string, guestPort: number): WayIn | undefined {
  for (const line of usernet.split(/[\r\n]+/)) {
    const [kind, , host = '', port, , guest] = line.trim().split(/\s+/);
    if (kind === 'TCP[HOST_FORWARD]' && Number(guest) === guestPort) return { host, port: Number(port) };
  }
  return undefined;
}

/**
 * Connects until the guest speaks, each attempt waiting at most `patienceMs` for that. Throws only the signal's reason.
 */
export async function openChannel(way: WayIn, patienceMs: number, signal: AbortSignal): Promise<Duplex> {
  for (;;) {
    const stream = await attempt(way, patienceMs, signal);
    if (stream !== undefined) return stream;
    await delay(retryEvery, signal);
  }
}

/** One connection; undefined if it was refused, closed, or stayed silent. */
function attempt(way: WayIn, patienceMs: number, signal: AbortSignal): Promise<Duplex | undefined> {
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    signal.throwIfAborted();
    const socket = connect({ ...way, noDelay: true });
    const finish = (end: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('readable', onReadable).off('close', onClose);
      end();
    };
    const giveUp = () => {
      socket.destroy();
      finish(() => resolve(undefined));
    };
    const onAbort = () => {
      socket.destroy();
      finish(() => reject(signal.reason));
    };
    const onClose = () => finish(() => resolve(undefined));
    const onReadable = () => {
      // Closing makes a socket readable too.
      if (socket.readableLength > 0) finish(() => resolve(socket));
    };
    const timer = setTimeout(giveUp, patienceMs);
    signal.addEventListener('abort', onAbort, { once: true });
    // An error is followed by 'close'.
    socket
      .on('error', () => undefined)
      .on('close', onClose)
      .on('readable', onReadable);
  });
}

function unreachable(reason: string): AppError {
  return new AppError('guest.unreachable', { params: { reason } });
}
