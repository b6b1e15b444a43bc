import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { lstat, rename, symlink, unlink, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../main/contract/errors.ts';
import { openEngineSocket } from '../../../main/core/engine/socket.ts';
import {
  ask,
  connectTo,
  dialPath,
  everyFolder,
  quiet,
  readAll,
  readUntil,
  rig,
  temporaryFolder,
  until,
} from './fixture.ts';

const echo = (kept: { method?: string; url?: string; body: string }) => JSON.stringify(kept);

describe('the socket file', () => {
  it('is for its owner only and goes away with the socket', async () => {
    const { path, socket } = await rig((_, res) => res.end());
    expect((await lstat(path)).mode & 0o777).toBe(0o600);
    await socket.close();
    await socket.close();
    await expect(lstat(path)).rejects.toThrow('ENOENT');
  });

  it('replaces a stale socket', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'docker.sock');
    const options = {
      path,
      dial: () => dialPath('/nowhere'),
      held: () => Promise.resolve(),
      ...everyFolder,
      log: quiet,
      waitMs: 100,
    };
    const server = createServer().listen(join(folder, 'x'));
    await until(() => server.listening, 'listening');
    // Closing removes the name that was bound, so the file stays under another one, as after a crash.
    await rename(join(folder, 'x'), path);
    await new Promise((resolve) => server.close(resolve));
    expect(statSync(path).isSocket()).toBe(true);
    const socket = await openEngineSocket(options);
    expect((await ask(path, '/_ping')).status).toBe(503);
    await socket.close();
  });

  it('never takes over one that is in use, nor a file, nor a link', async () => {
    const { path, folder, socket } = await rig((_, res) => res.end('ours'));
    const options = {
      dial: () => dialPath('/nowhere'),
      held: () => Promise.resolve(),
      ...everyFolder,
      log: quiet,
      waitMs: 100,
    };
    await expect(openEngineSocket({ ...options, path })).rejects.toMatchObject({ code: 'engine.socketBusy' });
    expect((await ask(path, '/')).body).toBe('ours');
    const file = join(folder, 'file');
    await writeFile(file, 'precious');
    await expect(openEngineSocket({ ...options, path: file })).rejects.toMatchObject({
      code: 'engine.socketBusy',
    });
    expect(readFileSync(file, 'utf8')).toBe('precious');
    const link = join(folder, 'link');
    await symlink(file, link);
    await expect(openEngineSocket({ ...options, path: link })).rejects.toMatchObject({
      code: 'engine.socketBusy',
    });
    await socket.close();
  });

  it("leaves somebody else's socket alone when it closes", async () => {
    const { path, socket, folder } = await rig((_, res) => res.end('first'));
    await unlink(path);
    const other = createServer().listen(join(folder, 'y'));
    await until(() => other.listening, 'listening');
    await rename(join(folder, 'y'), path);
    await socket.close();
    expect(statSync(path).isSocket()).toBe(true);
    await new Promise((resolve) => other.close(resolve));
  });

  it('refuses a folder that is not there with a reason', async () => {
    const path = join(await temporaryFolder(), 'no', 'docker.sock');
    const options = {
      path,
      dial: () => dialPath('/nowhere'),
      held: () => Promise.resolve(),
      ...everyFolder,
      log: quiet,
      waitMs: 100,
    };
    await expect(openEngineSocket(options)).rejects.toMatchObject({ code: 'engine.socketBusy' });
  });
});

describe('requests and answers', () => {
  it('keeps one connection for many requests', async () => {
    const { path, dialled } = await rig((req, res) => res.end(req.url));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    for (let n = 0; n < 20; n += 1) {
      const body = await new Promise<string>((resolve, reject) => {
        const sent = request(
          { socketPath: path, path: `/${n}`, agent },
          (res) => void readAll(res).then(resolve, reject),
        );
        sent.on('error', reject).end();
      });
      expect(body).toBe(`/${n}`);
    }
    expect(dialled).toHaveLength(1);
  });

  it('passes chunked requests and a held start, split at every byte', { timeout: 60_000 }, async () => {
    const held: string[] = [];
    const { path } = await rig(
      (req, res) => {
        const isStart = req.url?.includes('/start?') === true;
        const reply = (body: string) =>
          isStart
            ? res.writeHead(204).end()
            : res.end(echo({ method: req.method ?? '', url: req.url ?? '', body }));
        void readAll(req).then(reply);
      },
      { held: (name) => Promise.resolve(void held.push(name)) },
    );
    const text =
      'POST /v1.43/build HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n' +
      '5;x=y\r\nhello\r\n1C\r\nPOST /containers/no/start \r\n\r\n0\r\nTrailer: t\r\n\r\n' +
      'POST /v1.43/containers/web%2Dpage/start?detachKeys= HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n' +
      'POST /x HTTP/1.1\r\nHost: d\r\nContent-Length: 3\r\nConnection: close\r\n\r\nend';
    const expected = echo({
      method: 'POST',
      url: '/v1.43/build',
      body: 'helloPOST /containers/no/start \r\n',
    });
    for (let cut = 1; cut < text.length; cut += 1) {
      held.length = 0;
      const client = await connectTo(path);
      client.write(text.slice(0, cut));
      await new Promise((resolve) => setImmediate(resolve));
      client.write(text.slice(cut));
      const answer = await readAll(client);
      client.destroy();
      expect(answer).toContain(expected);
      expect(answer).toContain(' 204 ');
      expect(answer).toContain('"body":"end"');
      expect(held).toEqual(['web-page']);
    }
  });

  it('says 503 with the reason, in words that docker prints, when the guest is not there', async () => {
    const dial = () => Promise.reject(new AppError('guest.unreachable', { params: { reason: 'asleep' } }));
    const { path } = await rig((_, res) => res.end(), { dial });
    const answer = await ask(path, '/v1.43/containers/json');
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toMatchObject({
      message: expect.stringContaining("can't be reached (asleep)"),
    });
    const head = await connectTo(path);
    head.write('HEAD /_ping HTTP/1.1\r\nHost: d\r\n\r\n');
    expect((await readAll(head)).split('\r\n\r\n')).toEqual([expect.stringContaining('503'), '']);
    head.destroy();
    // A client that is still sending a large body gets its answer too.
    const big = await ask(path, '/build', { method: 'POST', body: 'x'.repeat(3_000_000) });
    expect(big.status).toBe(503);
  });

  it('gives up on a guest that never answers, and closes a stream that comes too late', async () => {
    let late: (() => void) | undefined;
    const { path, dialled, folder } = await rig((_, res) => res.end('late'), {
      waitMs: 50,
      dial: () =>
        new Promise((resolve, reject) => {
          late = () => void dialPath(join(folder, 'guest.sock'), dialled).then(resolve, reject);
        }),
    });
    expect((await ask(path, '/_ping')).status).toBe(503);
    late?.();
    await until(() => dialled[0]?.destroyed === true, 'late stream closed');
  });

  it('waits for a guest that takes a moment', async () => {
    const { path, dialled, folder } = await rig((_, res) => res.end('ok'), {
      dial: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return dialPath(join(folder, 'guest.sock'), dialled);
      },
    });
    expect(await ask(path, '/_ping')).toEqual({ status: 200, body: 'ok' });
  });

  it('serves 200 connections at once and lets go of all of them', async () => {
    let open = 0;
    let release: () => void = () => undefined;
    const all = new Promise<void>((resolve) => (release = resolve));
    const { path, socket, dialled } = await rig((req, res) => {
      open += 1;
      if (open === 200) release();
      void all.then(() => res.end(req.url));
    });
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => ask(path, `/${n}`)));
    expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 200 }, (_, n) => `/${n}`));
    await until(() => socket.connections === 0, 'no client left');
    await until(() => dialled.every((one) => one.destroyed), 'no stream left');
  });
});

describe('streams', () => {
  it('delivers output after the end of input on a hijacked connection', async () => {
    const { path, engine } = await rig((_, res) => res.end());
    engine.on('upgrade', (_, stream) => {
      stream.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
      void readAll(stream).then((body) => setTimeout(() => stream.end(`got ${body}`), 20));
    });
    const client = await connectTo(path);
    client.write(
      'POST /v1.43/containers/a/attach?stream=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
    );
    await readUntil(client, '\r\n\r\n');
    // What looks like HTTP in the stream is just bytes.
    client.end('POST /containers/a/start HTTP/1.1\r\n\r\n');
    expect(await readAll(client)).toBe('got POST /containers/a/start HTTP/1.1\r\n\r\n');
  });

  it('ends the input side first when the engine ends its output first', async () => {
    let received = '';
    const { path, engine } = await rig((_, res) => res.end());
    engine.on('upgrade', (_, stream) => {
      stream.end('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nbye');
      stream.on('data', (chunk: Buffer) => (received += chunk.toString()));
    });
    engine.on('connection', (stream) => (stream.allowHalfOpen = true));
    const client = await connectTo(path);
    client.write('POST /session HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    expect(await readAll(client)).toContain('bye');
    client.end('still sent');
    await until(() => received === 'still sent', 'input after the end of output');
  });

  it('slows the engine down to a slow reader, in bounded memory', { timeout: 60_000 }, async () => {
    const block = Buffer.alloc(64 * 1024, 'x');
    const blocks = 1600; // 100 MiB
    let sent = 0;
    const { path } = await rig((_, res) => {
      const more = () => {
        while (sent < blocks) {
          sent += 1;
          if (!res.write(block)) {
            res.once('drain', more);
            return;
          }
        }
        res.end();
      };
      more();
    });
    const client = await connectTo(path);
    client.pause();
    client.write('GET /images/x/get HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 300));
    // What fits into buffers on the way is a few megabytes at the very most.
    expect(sent).toBeLessThan(64);
    let bytes = 0;
    client.on('data', (chunk: Buffer) => (bytes += chunk.length));
    client.resume();
    await once(client, 'end');
    client.destroy();
    expect(bytes).toBeGreaterThan(blocks * block.length);
  });

  it('slows a client down to a slow engine, and keeps every byte', { timeout: 60_000 }, async () => {
    const hash = createHash('sha256');
    let go: () => void = () => undefined;
    const paused = new Promise<void>((resolve) => (go = resolve));
    const { path } = await rig((req, res) => {
      req.on('data', (chunk: Buffer) => hash.update(chunk.toString()));
      req.on('end', () => res.end(hash.digest('hex')));
      req.pause();
      const resume = () => req.resume();
      void paused.then(resume);
    });
    const block = 'y'.repeat(64 * 1024);
    let queued = 0;
    const answer = new Promise<string>((resolve, reject) => {
      const sent = request(
        { socketPath: path, path: '/images/load', method: 'POST', agent: false },
        (res) => {
          void readAll(res).then(resolve, reject);
        },
      );
      sent.on('error', reject);
      const more = () => {
        while (queued < 1600) {
          queued += 1;
          if (!sent.write(block)) {
            sent.once('drain', more);
            return;
          }
        }
        sent.end();
      };
      more();
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(queued).toBeLessThan(64);
    go();
    const expected = createHash('sha256');
    for (let n = 0; n < 1600; n += 1) expected.update(block);
    expect(await answer).toBe(expected.digest('hex'));
  });

  it('ends a client whose engine dies in the middle of an answer', async () => {
    const { path, dialled } = await rig((_, res) => {
      res.writeHead(200, { 'content-length': '1000' });
      res.write('half');
    });
    const answer = ask(path, '/images/json');
    const failed = expect(answer).rejects.toThrow();
    await until(() => (dialled[0]?.bytesRead ?? 0) > 0, 'some of the answer');
    dialled[0]?.destroy();
    await failed;
  });

  it('ends the stream into the guest when the client goes away', async () => {
    const { path, dialled, socket } = await rig((_, res) => res.write('forever'));
    const client = await connectTo(path);
    client.write('GET /events HTTP/1.1\r\nHost: d\r\n\r\n');
    await readUntil(client, 'forever');
    client.destroy();
    await until(() => dialled[0]?.destroyed === true && socket.connections === 0, 'both sides closed');
  });

  it('closes every connection when it is closed', async () => {
    const { path, dialled, socket } = await rig((_, res) => res.write('forever'));
    const client = await connectTo(path);
    client.write('GET /events HTTP/1.1\r\nHost: d\r\n\r\n');
    await readUntil(client, 'forever');
    const rest = readAll(client);
    client.end(); // half-closed, as an idle log reader is
    await socket.close();
    await until(() => dialled[0]?.destroyed === true, 'the stream into the guest');
    expect(await rest).toBe('');
    client.destroy();
  });
});

describe('the answer to a start', () => {
  it('waits until the ports are open, and nothing else does', async () => {
    let open: () => void = () => undefined;
    const held: string[] = [];
    let started = false;
    const { path } = await rig(
      (req, res) => {
        started ||= req.url === '/v1.43/containers/web/start';
        res.writeHead(req.method === 'POST' ? 204 : 200).end();
      },
      {
        held: (name) => {
          expect(started).toBe(true);
          held.push(name);
          return new Promise((resolve) => (open = resolve));
        },
      },
    );
    let answered = false;
    const start = ask(path, '/v1.43/containers/web/start', { method: 'POST' }).then((answer) => {
      answered = true;
      return answer;
    });
    await until(() => held.length === 1, 'held');
    expect((await ask(path, '/_ping')).status).toBe(200);
    expect(answered).toBe(false);
    open();
    expect((await start).status).toBe(204);
    expect(held).toEqual(['web']);
  });

  it('does not wait for a start that failed', async () => {
    const held: string[] = [];
    const { path } = await rig((_, res) => res.writeHead(404).end('{"message":"No such container: web"}'), {
      held: (name) => Promise.resolve(void held.push(name)),
    });
    expect((await ask(path, '/containers/web/start', { method: 'POST' })).status).toBe(404);
    expect(held).toEqual([]);
  });

  it('holds the right one of several answers in a row, and keeps their order', async () => {
    let open: () => void = () => undefined;
    const { path } = await rig(
      (req, res) => {
        if (req.method === 'POST') res.writeHead(204, { 'x-url': req.url }).end();
        else res.end(`answer to ${req.url}`);
      },
      { held: () => new Promise((resolve) => (open = resolve)) },
    );
    const client = await connectTo(path);
    client.write(
      'GET /1 HTTP/1.1\r\nHost: d\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: d\r\n\r\n' +
        'POST /containers/a/restart HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n' +
        'GET /4 HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n',
    );
    const first = await readUntil(client, 'answer to /1');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(first).not.toContain('restart');
    expect(client.readableLength).toBe(0);
    const rest = readAll(client);
    open();
    expect(await rest).toMatch(/restart[^]*answer to \/4/);
    client.destroy();
  });

  it('is told when nobody waits any more', async () => {
    let asked = false;
    let gone = false;
    const { path, socket } = await rig((_, res) => res.writeHead(204).end(), {
      held: (_, signal) =>
        new Promise((resolve) => {
          asked = true;
          signal.addEventListener('abort', () => {
            gone = true;
            resolve();
          });
        }),
    });
    const client = await connectTo(path);
    client.write('POST /containers/a/start HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n');
    await until(() => asked, 'held');
    await socket.close();
    client.destroy();
    await until(() => gone, 'signal');
  });
});
