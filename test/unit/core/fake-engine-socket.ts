/** A fake engine on a real socket, with dockerode. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { createDocker } from '../../../main/core/engine/docker.ts';
import { asRecord } from '../../../main/core/engine/untrusted.ts';
import { fakeEngine, type FakeEngineOptions } from '../../../main/core/vm/fake-engine/server.ts';

export interface Listening {
  readonly docker: Docker;
  readonly server: Server;
  readonly socketPath: string;
  end(): Promise<void>;
}

export async function listen(options: FakeEngineOptions = {}): Promise<Listening> {
  const dir = await mkdtemp(join(tmpdir(), 'engine-'));
  const socketPath = join(dir, 's');
  const server = fakeEngine(options);
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    docker: createDocker({ socketPath }),
    server,
    socketPath,
    async end() {
      server.closeAllConnections();
      server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** One request; the body is read as text. */
export async function ask(
  socketPath: string,
  method: string,
  path: string,
  body: string | Buffer = '',
): Promise<{ status: number; text: string; json: Record<string, unknown> }> {
  const asked = request({ socketPath, method, path, agent: false });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve);
    // An answer may come before the body has gone, and the connection's end with it.
    asked.on('error', reject);
  });
  asked.end(body);
  const answer = await answered;
  const text = await textOf(answer);
  const json = text.startsWith('{') ? parse(text.split(/\r?\n/)[0] ?? '') : {};
  return { status: answer.statusCode ?? 0, text, json };
}

/** JSON with named values; none for other JSON. */
export function parse(json: string): Record<string, unknown> {
  return asRecord(JSON.parse(json));
}

/** The number in there, along the names; throws when there is none. */
export function numberAt(value: unknown, ...names: string[]): number {
  let found = value;
  for (const name of names) found = asRecord(found)[name];
  if (typeof found !== 'number') throw new TypeError(`no number at ${names.join('.')}`);
  return found;
}

/** What dockerode answers, as the stream that it is, whatever its types say. */
export function streamOf(value: unknown): Readable {
  if (value instanceof Readable) return value;
  throw new TypeError('no stream');
}

/** All that comes, to the end. */
export async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  return (await bytesOf(stream)).toString('utf8');
}

export async function bytesOf(stream: NodeJS.ReadableStream): Promise<Buffer> {
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  await new Promise((resolve) => {
    stream.once('end', resolve);
    stream.once('close', resolve);
    stream.once('error', resolve);
  });
  return Buffer.from(text, 'latin1');
}

/** Gathers what comes; `until` resolves with all of it when it holds the text. */
export function gather(stream: NodeJS.ReadableStream): { until(text: string): Promise<string> } {
  let all = '';
  const watchers = new Set<() => void>();
  stream.on('data', (chunk: Buffer) => {
    all += chunk.toString('utf8');
    for (const watcher of watchers) watcher();
  });
  return {
    until: (text) =>
      new Promise((resolve) => {
        const watcher = () => {
          if (!all.includes(text)) return;
          watchers.delete(watcher);
          resolve(all);
        };
        watchers.add(watcher);
        watcher();
      }),
  };
}

/** Separates Docker's frames: head of 8 bytes with the stream and the length. */
export function unframed(bytes: Buffer): { stream: number; text: string }[] {
  const frames: { stream: number; text: string }[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32BE(at + 4);
    frames.push({
      stream: bytes.readUInt8(at),
      text: bytes.subarray(at + 8, at + 8 + length).toString('utf8'),
    });
    at += 8 + length;
  }
  return frames;
}
