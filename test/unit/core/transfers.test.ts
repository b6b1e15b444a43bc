import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TransferItem } from '../../../main/contract/engine-model.ts';
import { AppError } from '../../../main/contract/errors.ts';
import { memoryLinks } from '../../../main/contract/memory-link.ts';
import type { Link } from '../../../main/contract/rpc.ts';
import { createDocker } from '../../../main/core/engine/docker.ts';
import { progressItem, transferHandlers } from '../../../main/core/engine/transfers.ts';
import { Uploads } from '../../../main/core/engine/uploads.ts';
import { listen, type Listening } from './fake-engine-socket.ts';

const ends: (() => Promise<void>)[] = [];
const warnings: string[] = [];
const warn = ({ name }: Error) => void warnings.push(name);
process.on('warning', warn);
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  expect(warnings).toEqual([]);
});
const waits = { timeout: 4000, interval: 10 };

type Handlers = ReturnType<typeof transferHandlers> & ReturnType<Uploads['handlers']>;
interface Rig {
  readonly handlers: Handlers;
  readonly link: Link;
  readonly connections: () => Promise<number>;
}

function rig(server: Server, socketPath: string): Rig {
  const [link] = memoryLinks();
  const uploads = new Uploads(link);
  return {
    link,
    handlers: {
      ...transferHandlers(createDocker({ socketPath }), uploads, () => Promise.resolve(undefined)),
      ...uploads.handlers(),
    },
    connections: () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count))),
  };
}

async function onFake(): Promise<Rig & { readonly engine: Listening }> {
  const engine = await listen();
  ends.push(() => engine.end());
  return { engine, ...rig(engine.server, engine.socketPath) };
}

/** An engine that answers as it is told. */
async function onServer(onRequest: RequestListener): Promise<Rig> {
  const dir = await mkdtemp(join(tmpdir(), 'transfers-'));
  const server = createServer(onRequest);
  server.listen(join(dir, 's'));
  await once(server, 'listening');
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
    await rm(dir, { recursive: true, force: true });
  });
  return rig(server, join(dir, 's'));
}

const signal = () => new AbortController().signal;
async function all(items: AsyncIterable<TransferItem>): Promise<TransferItem[]> {
  const seen: TransferItem[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}
/** Sends pieces and reads the answer meanwhile. */
async function upload(handlers: Handlers, items: AsyncIterable<TransferItem>, pieces: readonly Buffer[]) {
  const seen: TransferItem[] = [];
  for await (const item of items) {
    seen.push(item);
    if (item.kind !== 'opened') continue;
    const { id } = item;
    void (async () => {
      for (const piece of pieces)
        await handlers['upload.write']({ id, data: piece.toString('base64') }, signal());
      await handlers['upload.end']({ id }, signal());
    })().catch(() => undefined);
  }
  return seen;
}
const tar = (() => {
  const block = Buffer.alloc(1024);
  block.write('ustar', 257);
  return block;
})();

describe('a pull', () => {
  it('tells its progress, layer by layer', async () => {
    const { handlers, engine } = await onFake();
    const items = await all(handlers['image.pull']({ reference: 'redis:7' }, signal()));
    expect(items[0]).toMatchObject({ kind: 'part', id: '7', status: 'Pulling from library/redis' });
    const downloads = items.filter((item) => item.kind === 'part' && item.status === 'Downloading');
    expect(downloads.length).toBeGreaterThan(3);
    for (const item of downloads) {
      if (item.kind !== 'part') continue;
      expect(item.id).toMatch(/^[0-9a-f]{12}$/);
      expect(item.done).toBeLessThanOrEqual(item.total ?? 0);
    }
    expect(items.at(-1)).toEqual({ kind: 'line', text: 'Status: Downloaded newer image for redis:7' });
    expect((await engine.docker.listImages()).flatMap(({ RepoTags }) => RepoTags)).toEqual(['redis:7']);
  });

  it('that is refused, or fails half way, is an error', async () => {
    const { handlers } = await onFake();
    await expect(all(handlers['image.pull']({ reference: 'missing/x:1' }, signal()))).rejects.toMatchObject({
      code: 'image.notFound',
    });
    const seen: TransferItem[] = [];
    const failing = (async () => {
      for await (const item of handlers['image.pull']({ reference: 'broken/x:1' }, signal())) seen.push(item);
    })();
    await expect(failing).rejects.toMatchObject({
      code: 'engine.refused',
      params: { message: 'unexpected EOF' },
    });
    expect(seen.length).toBeGreaterThan(3);
  });

  it('ends with its reader, and with its signal', async () => {
    const { handlers, connections } = await onFake();
    for await (const item of handlers['image.pull']({ reference: 'slow/x:1' }, signal()))
      if (item.kind === 'part') break;
    await vi.waitFor(async () => expect(await connections()).toBe(0), waits);
    const controller = new AbortController();
    const pulling = all(handlers['image.pull']({ reference: 'slow/x:1' }, controller.signal));
    pulling.catch(() => undefined);
    await vi.waitFor(async () => expect(await connections()).toBe(1), waits);
    await pause(50);
    controller.abort();
    await expect(pulling).rejects.toBeInstanceOf(AppError);
    await vi.waitFor(async () => expect(await connections()).toBe(0), waits);
  });

  it('is told at the pace of its reader', async () => {
    let sent = 0;
    const { handlers } = await onServer((_request, response) => {
      const more = () => {
        while (sent < 100_000 && !response.destroyed) {
          sent += 1;
          if (!response.write(`{"status":"${'x'.repeat(1000)}","id":"${sent}"}\n`)) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    let read = 0;
    for await (const item of handlers['image.pull']({ reference: 'a:b' }, signal())) {
      if (item.kind === 'part' && (read += 1) > 20) break;
      await pause(20);
    }
    expect(sent).toBeLessThan(10_000);
  });
});

describe('an upload', () => {
  it('arrives whole', async () => {
    const { handlers, engine } = await onFake();
    const pieces = [tar, ...Array.from({ length: 40 }, () => Buffer.alloc(48 * 1024, 1))];
    const items = await upload(handlers, handlers['image.load']({}, signal()), pieces);
    expect(items.at(-1)).toEqual({ kind: 'line', text: 'Loaded image: loaded:latest' });
    const [image] = await engine.docker.listImages();
    expect(image?.Size).toBe(1024 + 40 * 48 * 1024);
    const imported = handlers['image.import']({ repository: 'localhost:5000/root', tag: 'v1' }, signal());
    await upload(handlers, imported, [Buffer.alloc(2048)]);
    expect((await engine.docker.listImages()).flatMap(({ RepoTags }) => RepoTags)).toContain(
      'localhost:5000/root:v1',
    );
  });

  it('goes as slowly as the engine takes it, and listens no more than once', async () => {
    let received = 0;
    const { handlers } = await onServer((request, response) => {
      // It takes nothing for a while.
      setTimeout(() => {
        request.on('data', (chunk: Buffer) => (received += chunk.length));
        request.once('end', () => response.end('{"stream":"ok"}\n'));
      }, 300);
    });
    const items = handlers['image.load']({}, signal())[Symbol.asyncIterator]();
    const opened = await items.next();
    if (opened.done === true || opened.value.kind !== 'opened') throw new Error('not opened');
    const { id } = opened.value;
    const rest = items.next();
    const data = Buffer.alloc(90 * 1024).toString('base64');
    let written = 0;
    const writing = (async () => {
      for (; written < 100; written += 1) await handlers['upload.write']({ id, data }, signal());
      await handlers['upload.end']({ id }, signal());
    })();
    await pause(150);
    // What the sockets' buffers hold, and one that waits.
    expect(written).toBeLessThan(30);
    await writing;
    expect(await rest).toMatchObject({ value: { kind: 'line', text: 'ok' } });
    expect(received).toBe(100 * 90 * 1024);
  });

  it('that the engine refuses midway is over, and leaves nothing open', async () => {
    const { handlers, connections } = await onServer((request, response) => {
      request.once('data', () => {
        response.writeHead(500, { 'content-type': 'application/json' });
        response.end('{"message":"archive/tar: invalid tar header"}');
      });
    });
    const pieces = Array.from({ length: 200 }, () => Buffer.alloc(48 * 1024));
    await expect(upload(handlers, handlers['image.load']({}, signal()), pieces)).rejects.toMatchObject({
      code: 'engine.refused',
    });
    await vi.waitFor(async () => expect(await connections()).toBe(0), waits);
  });

  it('that the engine takes early is over, too', async () => {
    const { handlers, connections } = await onServer((request, response) => {
      request.once('data', () => response.end('{"stream":"enough"}\n'));
    });
    const pieces = Array.from({ length: 200 }, () => Buffer.alloc(48 * 1024));
    expect((await upload(handlers, handlers['image.load']({}, signal()), pieces)).at(-1)).toEqual({
      ...{ kind: 'line', text: 'enough' },
    });
    await vi.waitFor(async () => expect(await connections()).toBe(0), waits);
  });

  it('ends when its signal does', async () => {
    const { handlers, connections } = await onFake();
    const controller = new AbortController();
    const items = handlers['image.load']({}, controller.signal)[Symbol.asyncIterator]();
    const opened = await items.next();
    if (opened.done === true || opened.value.kind !== 'opened') throw new Error('not opened');
    const { id } = opened.value;
    const next = items.next();
    next.catch(() => undefined);
    await handlers['upload.write']({ id, data: tar.toString('base64') }, signal());
    await vi.waitFor(async () => expect(await connections()).toBe(1), waits);
    controller.abort();
    await expect(next).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(async () => expect(await connections()).toBe(0), waits);
    await expect(handlers['upload.write']({ id, data: '' }, signal())).rejects.toMatchObject({
      code: 'link.invalidInput',
    });
  });

  it('of which the link closes takes no more', async () => {
    const { handlers, link } = await onFake();
    const items = handlers['image.load']({}, signal())[Symbol.asyncIterator]();
    const opened = await items.next();
    if (opened.done === true || opened.value.kind !== 'opened') throw new Error('not opened');
    link.close();
    const late = handlers['upload.write']({ id: opened.value.id, data: 'AAAA' }, signal());
    await expect(late).rejects.toMatchObject({ code: 'link.invalidInput' });
    await items.return?.();
  });

  it('takes nothing after its end, nor under another name', async () => {
    const { handlers } = await onFake();
    const items = handlers['image.load']({}, signal())[Symbol.asyncIterator]();
    const opened = await items.next();
    if (opened.done === true || opened.value.kind !== 'opened') throw new Error('not opened');
    const { id } = opened.value;
    await handlers['upload.end']({ id }, signal());
    for (const late of [
      handlers['upload.write']({ id, data: 'AAAA' }, signal()),
      handlers['upload.write']({ id: 'other', data: 'AAAA' }, signal()),
    ])
      await expect(late).rejects.toMatchObject({ code: 'link.invalidInput' });
    await expect((async () => handlers['upload.end']({ id }, signal()))()).rejects.toMatchObject({
      code: 'link.invalidInput',
    });
    await items.return?.();
  });
});

describe('a line of progress', () => {
  it.each([
    ['{"stream":"Loaded image: a\\n"}', { kind: 'line', text: 'Loaded image: a' }],
    ['{"status":"Digest: x"}', { kind: 'line', text: 'Digest: x' }],
    ['{"status":"Waiting","id":"ab"}', { kind: 'part', id: 'ab', status: 'Waiting' }],
    [
      '{"status":"Downloading","id":"ab","progressDetail":{"current":5,"total":9}}',
      { kind: 'part', id: 'ab', status: 'Downloading', done: 5, total: 9 },
    ],
    [
      '{"status":"x","id":"a","progressDetail":{"current":-1,"total":0}}',
      { kind: 'part', id: 'a', status: 'x' },
    ],
    [
      '{"status":"x","id":"a","progressDetail":{"current":1e999,"total":1e999}}',
      { kind: 'part', id: 'a', status: 'x' },
    ],
    ['{"status":"\\u001b[31mx\\u0000","id":"a\\nb"}', { kind: 'part', id: 'a b', status: '[31mx' }],
  ])('%s', (line, item) => {
    expect(progressItem(line)).toEqual(item);
  });

  it.each(['', 'x', '[]', 'null', '{}', '{"status":5}', '{"aux":{}}', '{"error":5}'])(
    '%j tells nothing',
    (line) => {
      expect(progressItem(line)).toBeUndefined();
    },
  );

  it('that is an error is one of ours', () => {
    const error = progressItem('{"errorDetail":{},"error":"toomanyrequests: You have\\u001b reached"}');
    expect(error).toMatchObject({
      code: 'registry.unreachable',
      params: { message: 'toomanyrequests: You have  reached' },
    });
  });
});
