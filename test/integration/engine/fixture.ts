/** A real engine socket in front of a real HTTP server that stands for the engine in the guest. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { AppError } from '../../../main/contract/errors.ts';
import { openEngineSocket } from '../../../main/core/engine/socket.ts';
import type { EngineSocket, EngineSocketOptions } from '../../../main/core/engine/socket.ts';
import type { BindSource } from '../../../main/core/shares/paths.ts';
import type { Log } from '../../../main/core/lib/log.ts';

export interface Rig {
  readonly folder: string;
  readonly path: string;
  readonly socket: EngineSocket;
  readonly engine: Server;
  /** Streams that were dialled into the guest. */
  readonly dialled: Socket[];
}

export const quiet: Log = { write: () => undefined, failure: () => '', redact: () => undefined };

/** For tests that are about other things: every folder passes. */
export const everyFolder = {
  judge: (): BindSource => ({ kind: 'pass' }),
  notShared: (path: string) => new AppError('share.notShared', { params: { path, command: '' } }),
};

/** A folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'moorage-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens both; they close with the test. */
export async function rig(
  onRequest: RequestListener,
  options: Partial<EngineSocketOptions> = {},
): Promise<Rig> {
  const folder = await temporaryFolder();
  const engine = createServer(onRequest);
  const guestPath = join(folder, 'guest.sock');
  await new Promise<void>((resolve) => engine.listen(guestPath, resolve));
  const dialled: Socket[] = [];
  const path = join(folder, 'docker.sock');
  const socket = await openEngineSocket({
    path,
    dial: () => dialPath(guestPath, dialled),
    held: () => Promise.resolve(),
    ...everyFolder,
    log: quiet,
    waitMs: 2000,
    ...options,
  });
  onTestFinished(async () => {
    await socket.close();
    engine.closeAllConnections();
    await new Promise((resolve) => engine.close(resolve));
  });
  return { folder, path, socket, engine, dialled };
}

export function dialPath(path: string, dialled: Socket[] = []): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, allowHalfOpen: true });
    dialled.push(socket);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** A plain connection to a local socket. */
export function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, allowHalfOpen: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** Everything that a stream brings until its end; unlike `for await`, this leaves its other half open. */
export function readAll(stream: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString('latin1')));
    stream.once('end', () => resolve(chunks.join('')));
    stream.once('error', reject);
    stream.once('close', () => reject(new Error(`closed after ${JSON.stringify(chunks.join(''))}`)));
  });
}

/** Waits until `text` has been seen; answers all that came up to then. Rejects when the connection ends before. */
export function readUntil(socket: Duplex, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const done = () => {
      socket.off('data', onData);
      socket.off('close', onClose);
    };
    const onData = (chunk: Buffer) => {
      seen += chunk.toString();
      if (!seen.includes(text)) return;
      done();
      resolve(seen);
    };
    const onClose = () => {
      done();
      reject(new Error(`closed after ${JSON.stringify(seen)}`));
    };
    socket.on('data', onData);
    socket.once('close', onClose);
  });
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One request over a connection of its own. */
export function ask(
  path: string,
  target: string,
  options: { method?: string; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { socketPath: path, path: target, method: options.method ?? 'GET', agent: false },
      (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

/** Waits until a condition holds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within 5 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
