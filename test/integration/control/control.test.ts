import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Link } from '../../../main/contract/link.ts';
import { call, connect, serve, stream, type Handlers } from '../../../main/contract/rpc.ts';
import { connectControl, serveControl, type ControlServer } from '../../../main/hosts/node/control.ts';

const table = {
  echo: call(v.strictObject({ text: v.string() }), v.string()),
  big: call(v.strictObject({ bytes: v.number() }), v.string()),
  hang: call(v.strictObject({}), v.null()),
  count: stream(v.strictObject({}), v.object({ n: v.number(), padding: v.string() })),
};

let dir = '';
let path = '';
const servers: ControlServer[] = [];
const seen = { produced: 0, cleanedUp: 0, aborted: 0, reported: [] as unknown[] };

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
    try {
      for (;;) yield { n: (seen.produced += 1), padding: 'x'.repeat(10_000) };
    } finally {
      seen.cleanedUp += 1;
    }
  },
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ctl-'));
  path = join(dir, 'core.sock');
  Object.assign(seen, { produced: 0, cleanedUp: 0, aborted: 0, reported: [] });
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await rm(dir, { recursive: true, force: true });
});

async function start(): Promise<ControlServer> {
  const server = await serveControl(path, (link: Link) =>
    serve(link, table, handlers, { report: (_, error) => seen.reported.push(error) }),
  );
  servers.push(server);
  return server;
}

const open = async () => connect(await connectControl(path), table);
const later = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Writes raw bytes and waits until the other side hangs up. */
async function sendRaw(bytes: string | Uint8Array): Promise<string> {
  const socket = connectSocket(path);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  // Being reset while still writing is one way of being hung up on.
  socket.on('error', () => socket.destroy());
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(bytes);
  await closed;
  return answer;
}

describe('the control socket', () => {
  it('carries calls and streams, also in other than ASCII', async () => {
    await start();
    const client = await open();
    const text = '码头 ⚓ \n '.repeat(20_000);
    expect(await client.echo({ text })).toBe(text);
    for await (const { n } of client.count()) if (n === 100) break;
    await later();
    expect(seen.cleanedUp).toBe(1);
  });

  it('holds a stream back that is not read', async () => {
    await start();
    const reader = (await open()).count()[Symbol.asyncIterator]();
    await reader.next();
    await later();
    expect(seen.produced).toBeLessThanOrEqual(16);
  });

  it('stands there with mode 0600, never wider, and goes with its server', async () => {
    await chmod(dir, 0o700);
    const modes = new Set<string>();
    const watching = new AbortController();
    const watch = (async () => {
      while (!watching.signal.aborted) {
        const stats = await lstat(path).catch(() => undefined);
        if (stats !== undefined) modes.add((stats.mode & 0o777).toString(8));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const server = await start();
    await later();
    watching.abort();
    await watch;
    expect([...modes]).toEqual(['600']);
    expect(await readdir(dir)).toEqual(['core.sock']);
    await server.close();
    servers.length = 0;
    expect(await readdir(dir)).toEqual([]);
  });

  it('takes the place of a socket on which nobody answers', async () => {
    const child = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`,
    ]);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await lstat(path)).isSocket()).toBe(true);
    await expect(connectControl(path)).rejects.toMatchObject({ code: 'core.notRunning' });
    await start();
    expect(await (await open()).echo({ text: 'x' })).toBe('x');
  });

  it('refuses to stand beside another server, which goes on', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({ code: 'core.alreadyRunning', params: { path } });
    expect(await (await open()).echo({ text: 'x' })).toBe('x');
  });

  it('leaves a file alone that is no socket', async () => {
    await writeFile(path, 'precious');
    await expect(start()).rejects.toThrow();
    expect((await lstat(path)).isFile()).toBe(true);
  });

  it.runIf(process.getuid?.() === 0)(
    'is closed to other users, even in a folder that is open to them',
    async () => {
      await start();
      const tryAsNobody = async () => {
        const code = `require('net').connect(${JSON.stringify(path)}).on('connect', () => process.exit(0)).on('error', (e) => { console.log(e.code); process.exit(1); })`;
        const child = spawn(process.execPath, ['-e', code], { uid: 65534, gid: 65534, cwd: '/' });
        let said = '';
        child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
        const [exitCode] = (await once(child, 'close')) as unknown[];
        return { exitCode, said: said.trim() };
      };
      expect(await tryAsNobody()).toEqual({ exitCode: 1, said: 'EACCES' });
      await chmod(dir, 0o755);
      expect(await tryAsNobody()).toEqual({ exitCode: 1, said: 'EACCES' });
      // The trial itself can succeed: it is the modes that keep others out.
      await chmod(path, 0o666);
      expect(await tryAsNobody()).toMatchObject({ exitCode: 0 });
    },
  );

  it('says when nobody is there, and gives up when told', async () => {
    await expect(connectControl(path)).rejects.toMatchObject({ code: 'core.notRunning' });
    await expect(connectControl(path, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });

  it('rejects what waits when the server goes, and stops what runs when a client goes', async () => {
    const server = await start();
    const staying = await open();
    const waiting = staying.hang();
    const leaving = await connectControl(path);
    const left = connect(leaving, table).hang();
    await later();
    leaving.close();
    await expect(left).rejects.toMatchObject({ code: 'link.closed' });
    await later();
    expect(seen.aborted).toBe(1);
    servers.length = 0;
    await Promise.all([server.close(), expect(waiting).rejects.toMatchObject({ code: 'link.closed' })]);
    expect(seen.aborted).toBe(2);
  });
});

describe('the control socket with a hostile peer', () => {
  it.each([
    ['no JSON', 'hello\n'],
    ['an empty line', '\n'],
    ['JSON that is no frame', '[]\n'],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00, 0x0a])],
    ['an HTTP request', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ])('hangs up on %s and serves others', async (_, bytes) => {
    await start();
    await sendRaw(bytes);
    expect(await (await open()).echo({ text: 'x' })).toBe('x');
  });

  it('understands a frame in pieces, and several in one', async () => {
    await start();
    const socket = connectSocket(path);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    const frame = (id: number) =>
      `${JSON.stringify({ t: 'ask', id, entry: 'echo', input: { text: 'ä⚓' } })}\n`;
    const bytes = Buffer.from(frame(1)).toString('latin1');
    for (const byte of bytes) {
      socket.write(byte, 'latin1');
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.write(frame(2) + frame(3));
    await later();
    socket.destroy();
    expect(
      answer
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([1, 2, 3].map((id) => ({ t: 'answer', id, value: 'ä⚓' })));
  });

  it('hangs up on a frame without end, and holds no more of it than it may', async () => {
    await start();
    await sendRaw('x'.repeat(20 * 1024 * 1024));
    expect(await (await open()).echo({ text: 'x' })).toBe('x');
  });

  it('refuses to send a frame over the limit, in both directions, and goes on', async () => {
    await start();
    const client = await open();
    const size = 17 * 1024 * 1024;
    await expect(client.echo({ text: 'x'.repeat(size) })).rejects.toMatchObject({ code: 'link.tooLarge' });
    await expect(client.big({ bytes: size })).rejects.toMatchObject({ code: 'link.tooLarge' });
    expect(await client.echo({ text: 'x' })).toBe('x');
  });

  it('hangs up on a peer that asks and never reads', async () => {
    await start();
    const socket = connectSocket(path);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => socket.destroy());
    await once(socket, 'connect');
    socket.pause();
    for (let id = 1; id <= 12; id += 1) {
      socket.write(`${JSON.stringify({ t: 'ask', id, entry: 'big', input: { bytes: 8_000_000 } })}\n`);
    }
    // What was written to us may still be read; then comes the end.
    await later();
    await later();
    let read = 0;
    socket.on('data', (chunk: Buffer) => (read += chunk.length));
    socket.resume();
    await closed;
    expect(read).toBeLessThan(12 * 8_000_000);
  });
});
