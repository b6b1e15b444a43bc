/**
 * The local socket over which command lines and windows of the same user reach the core. Who may connect is decided by
 * the file system: the socket has mode 0600 and stands in a folder of mode 0700.
 */
import { once } from 'node:events';
import { connect as connectSocket, createServer, type Server } from 'node:net';
import { AppError } from '../../contract/errors.ts';
import type { Link } from '../../contract/link.ts';
import { answers, isPipeName, listenPrivately } from '../../core/engine/local-socket.ts';
import { systemCode, systemReason } from '../../core/lib/system-error.ts';
import { socketLink } from './socket-link.ts';

/** Connections at once; more are dropped. Each is a command line or a window of one person. */
const maxConnections = 100;

export interface ControlServer {
  /** Stops listening, closes every link and removes the socket. */
  close(): Promise<void>;
}

/**
 * Listens at `path` and calls `onLink` for each connection. What a crash left at the path is replaced; the caller holds
 * the home's lock, so that two don't do that at once. Throws `core.alreadyRunning` when somebody answers there.
 */
export async function serveControl(path: string, onLink: (link: Link) => void): Promise<ControlServer> {
  if (await isAnswered(path)) throw new AppError('core.alreadyRunning', { params: { path } });
  const links = new Set<Link>();
  const server = createServer((socket) => {
    const link = socketLink(socket);
    links.add(link);
    link.onClose(() => links.delete(link));
    onLink(link);
  });
  server.maxConnections = maxConnections;
  const removeSocket = await listenPrivately(server, path);
  return {
    async close() {
      // First out of sight, so that nobody connects to what is about to end.
      await removeSocket();
      const closed = closeServer(server);
      for (const link of links) link.close();
      await closed;
    },
  };
}

async function isAnswered(path: string): Promise<boolean> {
  // A pipe that exists is always somebody's; the system itself refuses a second server.
  return !isPipeName(path) && (await answers(path));
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}

/**
 * Connects to the core. Throws `core.notRunning` when nobody answers, `file.failed` when the socket can't be used, and
 * the signal's reason when it aborts.
 */
export function connectControl(path: string, signal?: AbortSignal): Promise<Link> {
  return new Promise((resolve, reject: (reason: unknown) => void) => {
    signal?.throwIfAborted();
    const socket = connectSocket(path);
    const onAbort = () => {
      socket.destroy();
      reject(signal?.reason);
    };
    const onError = (error: Error) => {
      signal?.removeEventListener('abort', onAbort);
      reject(connectError(error, path));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('connect', () => {
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      resolve(socketLink(socket));
    });
  });
}

function connectError(error: Error, path: string): AppError {
  switch (systemCode(error) ?? '') {
    case 'ENOENT':
    case 'ECONNREFUSED':
    case 'ENOTSOCK':
      return new AppError('core.notRunning', { cause: error });
    default:
      return new AppError('file.failed', { params: { path, reason: systemReason(error) }, cause: error });
  }
}
