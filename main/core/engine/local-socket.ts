/**
 * Opens a Unix socket that only its owner may use, at a path where an earlier run may have left one. On Windows the
 * path names a pipe, which leaves nothing behind.
 */
import { chmod, lstat, mkdtemp, rename, rm, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Server } from 'node:net';
import { dirname, join } from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { systemCode, systemReason } from '../lib/system-error.ts';

/** Removes the socket's file again, unless somebody else's is there by now. */
export type RemoveSocket = () => Promise<void>;

/** True for the name of a Windows pipe. */
export function isPipeName(path: string): boolean {
  return /^[\\/]{2}[.?][\\/]pipe[\\/]/i.test(path);
}

/**
 * Makes `server` listen at `path` with mode 0600. A stale socket is replaced if nobody answers on it. Throws
 * `engine.socketBusy` when somebody does, when something that isn't a socket is there, or when the system refuses.
 */
export async function listenPrivately(server: Server, path: string): Promise<RemoveSocket> {
  try {
    if (isPipeName(path)) {
      await listen(server, path);
      return () => Promise.resolve();
    }
    await assertFree(path);
    return await bindAndMove(server, path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw busy(path, systemReason(error), error);
  }
}

/**
 * Binds inside a fresh folder of mode 0700 and moves the socket into place once its own mode is right, so that there
 * is no moment in which others could connect. (A umask would do that too, but it is the whole process's.) The name in
 * the folder is no longer than that of the folder's parent plus 10 bytes: paths of sockets are short.
 */
async function bindAndMove(server: Server, path: string): Promise<RemoveSocket> {
  const folder = await mkdtemp(join(dirname(path), '.s'));
  const temporary = join(folder, 's');
  try {
    await listen(server, temporary);
    await chmod(temporary, 0o600);
    await rename(temporary, path);
  } catch (error) {
    server.close();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const ours = await identify(path);
  return async () => {
    if (ours !== undefined && (await identify(path)) === ours) await removeIfThere(path);
  };
}

async function assertFree(path: string): Promise<void> {
  const stats = await lstat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (stats === undefined) return;
  if (!stats.isSocket()) throw busy(path, 'a file that is not a socket is there');
  if (await answers(path)) throw busy(path, 'another program listens on it');
}

/** Whether somebody listens on a local socket. Anything but a plain refusal or an absent file counts as yes. */
export function answers(path: string, timeoutMs = 2000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const timer = setTimeout(() => finish(true), timeoutMs);
    const finish = (answer: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', (error) =>
      finish(systemCode(error) !== 'ECONNREFUSED' && systemCode(error) !== 'ENOENT'),
    );
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Device, inode and time of change: an inode's number alone is given again to the next file. */
async function identify(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, ctimeNs } = await lstat(path, { bigint: true });
    return `${dev}:${ino}:${ctimeNs}`;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

function busy(path: string, reason: string, cause?: unknown): AppError {
  return new AppError('engine.socketBusy', { params: { path, reason }, cause });
}
