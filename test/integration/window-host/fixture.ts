/** A window server on a tiny built window, and those who come to it: browsers that behave, and others. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { WebSocket, type ClientOptions } from 'ws';
import { AppError } from '../../../main/contract/errors.ts';
import { Closing, type Link } from '../../../main/contract/link.ts';
import { call, serve, stream, type Handlers } from '../../../main/contract/rpc.ts';
import { serveWindow, type WindowServer, type WindowServerOptions } from '../../../main/hosts/node/http.ts';

export const table = {
  echo: call(v.strictObject({ text: v.string() }), v.string()),
  big: call(v.strictObject({ bytes: v.number() }), v.string()),
  hang: call(v.strictObject({}), v.null()),
  count: stream(v.strictObject({}), v.number()),
};

export interface Host {
  readonly server: WindowServer;
  readonly port: number;
  /** What was reported as our own mistakes. */
  readonly reported: unknown[];
  readonly links: Link[];
  readonly seen: { aborted: number };
  /** The folder that is served. */
  readonly folder: string;
  close(): Promise<void>;
}

const html = `<!doctype html>
<html><head><title>A window</title><link rel="icon" href="/icon.svg">
<style nonce="__CSP_NONCE__">body { color: rgb(1, 2, 3) }</style>
<script type="module" crossorigin src="/assets/index-abcd1234.js"></script>
<link rel="stylesheet" crossorigin href="/assets/index-abcd1234.css">
</head><body><p id="state">loading</p></body></html>
`;

/** Asks the core one thing and shows the answer; what the policy should forbid is tried too. */
const script = `
const state = document.querySelector('#state');
const key = localStorage.getItem('key') ?? crypto.randomUUID();
localStorage.setItem('key', key);
const socket = new WebSocket('ws://' + location.host + '/link', 'moorage.' + key);
socket.onopen = () => socket.send(JSON.stringify({ t: 'ask', id: 1, entry: 'echo', input: { text: 'ahoy' } }));
socket.onmessage = (event) => { state.textContent = JSON.parse(event.data).value; };
socket.onclose = () => { state.textContent = 'closed'; };
`;

/** Makes a built window, with things beside it that are no part of it. */
export async function makeWindow(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mwin-'));
  const folder = join(dir, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await mkdir(join(dir, 'renderer-other'));
  await Promise.all([
    writeFile(join(folder, 'index.html'), html),
    writeFile(join(folder, 'assets', 'index-abcd1234.js'), script),
    writeFile(join(folder, 'assets', 'index-abcd1234.css'), 'p { margin: 0 }'),
    writeFile(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    writeFile(join(folder, '.hidden.js'), 'hidden'),
    writeFile(join(folder, 'odd.exe'), 'odd'),
    writeFile(join(folder, 'plain'), 'plain'),
    writeFile(join(dir, 'secret.js'), 'secret'),
    writeFile(join(dir, 'renderer-other', 'secret.js'), 'secret'),
    symlink(join(dir, 'secret.js'), join(folder, 'assets', 'out.js')),
    symlink('../renderer-other', join(folder, 'other')),
    symlink('index-abcd1234.js', join(folder, 'assets', 'in.js')),
    mkdir(join(folder, 'folder.js')),
  ]);
  return folder;
}

/** Starts a window server; its links answer the table above. */
export async function startHost(options: Partial<WindowServerOptions> = {}): Promise<Host> {
  const made = options.folder === undefined ? await makeWindow() : undefined;
  const folder = options.folder ?? made ?? '';
  const reported: unknown[] = [];
  const links: Link[] = [];
  const seen = { aborted: 0 };
  const handlers: Handlers<typeof table> = {
    echo: ({ text }) => Promise.resolve(text),
    big: ({ bytes }) => Promise.resolve('x'.repeat(bytes)),
    hang: (_, signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          seen.aborted += 1;
          resolve(null);
        }),
      ),
    async *count() {
      for (let n = 1; ; n += 1) yield n;
    },
  };
  const server = await serveWindow({
    report: (error) => reported.push(error),
    onLink: (link) => {
      links.push(link);
      serve(link, table, handlers, { report: (_, error) => reported.push(error) });
    },
    ...options,
    folder,
  });
  return {
    server,
    port: Number(new URL(server.base).port),
    reported,
    links,
    seen,
    folder,
    async close() {
      await server.close();
      if (made !== undefined) await rm(join(made, '..'), { recursive: true, force: true });
    },
  };
}

/** Comes in as a browser does, and returns what to send as `Cookie`. */
export async function enter({ server }: Pick<Host, 'server'>): Promise<string> {
  const answer = await fetch(server.fresh(), { redirect: 'manual' });
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

/** Sends bytes as they are and returns all that comes back. */
export async function raw(port: number, bytes: string): Promise<string> {
  const socket = connectSocket(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.on('error', () => socket.destroy());
  const closed = once(socket, 'close');
  socket.write(bytes);
  await closed;
  return answer;
}

/** The status of an answer to a raw request with these lines in its head. */
export async function rawStatus(port: number, requestLine: string, ...lines: string[]): Promise<number> {
  const answer = await raw(port, [requestLine, ...lines, 'Connection: close', '', ''].join('\r\n'));
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

/** Opens a WebSocket; rejects with the status that it was refused with. */
export async function openSocket(
  port: number,
  headers: Record<string, string>,
  path = '/link',
  protocols: string[] = [],
) {
  const options: ClientOptions = { headers };
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, options);
  return new Promise<WebSocket>((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      reject(new Error(`status ${response.statusCode}`));
    });
  });
}

/** Opens a WebSocket as our own page would, with a key or without. */
/** What the windows of these tests keep in their storage. */
const usualKey = 'k'.repeat(43);

/** Opens a link as a window does; with no key if it is null. */
export function openWindow(
  { port }: Pick<Host, 'port'>,
  cookie: string,
  key: string | null = usualKey,
): Promise<WebSocket> {
  const headers = { Cookie: cookie, Origin: `http://127.0.0.1:${port}` };
  return openSocket(port, headers, '/link', key === null ? [] : [`moorage.${key}`]);
}

/** The browser's end of a link. */
export function clientLink(socket: WebSocket): Link {
  const closing = new Closing();
  socket.once('close', () => closing.close(new AppError('link.closed')));
  socket.on('error', () => socket.terminate());
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    onFrame: (listener) => {
      socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString())));
    },
    onClose: (listener) => closing.onClose(listener),
    close: () => socket.close(),
  };
}
