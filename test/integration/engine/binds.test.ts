/** Folders that aren't shared: what a client of the engine's socket sees, and what the engine does. */
import { Agent, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../main/contract/errors.ts';
import { createDocker } from '../../../main/core/engine/docker.ts';
import type { EngineSocketOptions } from '../../../main/core/engine/socket.ts';
import { judgeSource } from '../../../main/core/shares/paths.ts';
import { ask, connectTo, readAll, readUntil, rig, until, type Rig } from './fixture.ts';

const shares = [{ path: '/home/anna', guestPath: '/home/anna' }];
const onLinux = { judge: (source: string) => judgeSource(source, shares, 'linux'), notShared };
const onWindows = {
  judge: (source: string) =>
    judgeSource(source, [{ path: 'C:\\Users\\anna', guestPath: '/c/Users/anna' }], 'win32'),
  notShared,
};

function notShared(path: string): AppError {
  return new AppError('share.notShared', { params: { path, command: `moorage share add ${path}` } });
}

const refusal =
  "The folder /srv/x isn't shared with the VM, so no container can have it. " +
  'Share it in the window under Shares, or with: moorage share add /srv/x';
const create = '/v1.43/containers/create';
const binding = (...binds: string[]) => JSON.stringify({ Image: 'x', HostConfig: { Binds: binds } });

interface Engine extends Rig {
  /** What the engine got: target and body of each request. */
  readonly got: { readonly url: string | undefined; readonly body: string }[];
}

async function engine(options: Partial<EngineSocketOptions> = onLinux): Promise<Engine> {
  const got: Engine['got'] = [];
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    got.push({ url: req.url, body: await readAll(req) });
    if (req.url?.endsWith('/start') === true) res.writeHead(204).end();
    else res.writeHead(201, { 'content-type': 'application/json' }).end(`{"Id":"${got.length}"}`);
  };
  return { ...(await rig((req, res) => void answer(req, res), options)), got };
}

function posted(body: string, target = create, head = ''): string {
  return `POST ${target} HTTP/1.1\r\nHost: d\r\n${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

async function client(path: string): Promise<Socket> {
  const socket = await connectTo(path);
  onTestFinished(() => void socket.destroy());
  return socket;
}

describe('a folder that is not shared', () => {
  it('is refused in words that dockerode and the docker program print', async () => {
    const { path, got } = await engine();
    const docker = createDocker({ socketPath: path });
    const made = docker.createContainer({ Image: 'x', HostConfig: { Binds: ['/srv/x:/x'] } });
    await expect(made).rejects.toMatchObject({ statusCode: 400, json: { message: refusal } });
    await expect(made).rejects.toThrow(refusal);
    const mount = { Type: 'bind' as const, Source: '/srv/x', Target: '/x' };
    await expect(docker.createContainer({ Image: 'x', HostConfig: { Mounts: [mount] } })).rejects.toThrow(
      refusal,
    );
    await expect(
      docker.createVolume({ Name: 'v', DriverOpts: { type: 'none', o: 'bind', device: '/srv/x' } }),
    ).rejects.toThrow(refusal);
    expect(got).toEqual([]);
    const container = await docker.createContainer({ HostConfig: { Binds: ['/home/anna/x:/x'] } });
    expect(container.id).toBe('1');
  });

  it('is refused over a kept connection, which ends with that', async () => {
    const { path, got, dialled, socket } = await engine();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const send = (body: string) =>
      new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
        const sent = request({ socketPath: path, path: create, method: 'POST', agent }, (res) => {
          void readAll(res).then((text) => resolve({ status: res.statusCode, body: text }), reject);
        });
        sent.on('error', reject).end(body);
      });
    const [yes, no] = [binding('/home/anna:/x'), binding('/srv/x:/x')];
    for (const body of [yes, yes, no, yes, no, no, yes]) {
      const answer = await send(body);
      expect(answer.status).toBe(body === yes ? 201 : 400);
      if (body === no) expect(JSON.parse(answer.body)).toEqual({ message: refusal });
    }
    expect(got.map(({ body }) => body)).toEqual([yes, yes, yes, yes]);
    await until(() => socket.connections <= 1, 'refused connections closed');
    await until(() => dialled.filter((one) => !one.destroyed).length <= 1, 'their streams closed');
  });

  it('is refused after the answers to what was asked before, and nothing after it is done', async () => {
    let open: () => void = () => undefined;
    let held = false;
    const { path, got } = await engine({
      ...onLinux,
      held: () =>
        new Promise((resolve) => {
          held = true;
          open = resolve;
        }),
    });
    const one = await client(path);
    one.write(
      posted('a', '/build') +
        posted('', '/containers/web/start') +
        posted(binding('/srv/x:/x')) +
        posted('b', '/build'),
    );
    const all = readAll(one);
    await until(() => held, 'the held answer to the start');
    await new Promise((resolve) => setTimeout(resolve, 50));
    open();
    expect(await all).toMatch(
      /^HTTP\/1.1 201 [^]*HTTP\/1.1 204 [^]*HTTP\/1.1 400 Bad Request\r\n[^]*\/srv\/x"}$/,
    );
    expect(got.map(({ url }) => url)).toEqual(['/build', '/containers/web/start']);
  });

  it('is refused wherever the bytes are cut', { timeout: 60_000 }, async () => {
    const { path, got } = await engine();
    const text = posted(binding('/srv/x:/x'));
    for (let cut = 1; cut < text.length; cut += 1) {
      const one = await client(path);
      one.write(text.slice(0, cut));
      await new Promise((resolve) => setImmediate(resolve));
      one.write(text.slice(cut));
      expect(await readAll(one)).toMatch(/^HTTP\/1.1 400 /);
      one.destroy();
    }
    expect(got).toEqual([]);
  });

  it('is refused to a client that ends its side at once', async () => {
    const { path } = await engine();
    const one = await client(path);
    one.end(posted(binding('/srv/x:/x')));
    expect(await readAll(one)).toMatch(/^HTTP\/1.1 400 /);
  });

  it('is refused to a client that asks before it sends', async () => {
    const { path, got } = await engine();
    const one = await client(path);
    const send = async (body: string) => {
      one.write(posted(body, create, 'Expect: 100-continue\r\n').slice(0, -body.length));
      expect(await readUntil(one, '\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n');
      one.write(body);
      return readUntil(one, '}');
    };
    expect(await send(binding('/home/anna:/x'))).toMatch(/^HTTP\/1.1 201 /);
    expect(await send(binding('/srv/x:/x'))).toMatch(/^HTTP\/1.1 400 /);
    expect(got).toHaveLength(1);
  });
});

describe('a body that cannot be read', () => {
  it('is refused if it is too large, to a client that goes on sending', async () => {
    const { path, got } = await engine();
    const answer = await ask(path, create, { method: 'POST', body: `{}${' '.repeat(6_000_000)}` });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toEqual({ message: expect.stringContaining('too large') });
    expect(got).toEqual([]);
  });

  it('is not sent if it breaks off', async () => {
    const { path, got } = await engine();
    const one = await client(path);
    one.end(posted(binding('/srv/x:/x')).slice(0, -1));
    expect(await readAll(one)).toMatch(/^HTTP\/1.1 400 [^]*not complete/);
    expect(got).toEqual([]);
  });

  it("is the engine's to refuse if it is no JSON", async () => {
    const { path, got } = await engine();
    expect((await ask(path, create, { method: 'POST', body: '{"HostConfig"' })).status).toBe(201);
    expect(got).toEqual([{ url: create, body: '{"HostConfig"' }]);
  });
});

describe('a folder that is shared', () => {
  it('reaches the engine byte for byte, after an upload and beside other requests', async () => {
    const { path, got } = await engine();
    const odd = '{ "HostConfig" : {"Binds":["\\/home/anna:/x", "v:/y"]}, "Memory":12345678901234567890 }\n';
    const upload = 'z'.repeat(300_000);
    const one = await client(path);
    one.write(posted(upload, '/images/load') + posted(odd) + posted('', '/build', 'Connection: close\r\n'));
    const answers = await readAll(one);
    expect(answers.match(/HTTP\/1.1 201 /g)).toHaveLength(3);
    expect(got).toEqual([
      { url: '/images/load', body: upload },
      { url: create, body: odd },
      { url: '/build', body: '' },
    ]);
  });

  it('of Windows is found where it is in the VM', async () => {
    const { path, got } = await engine(onWindows);
    const docker = createDocker({ socketPath: path });
    await docker.createContainer({ HostConfig: { Binds: ['c:\\users\\anna\\a b:/x:ro', 'v:/y'] } });
    expect(JSON.parse(got[0]?.body ?? '')).toEqual({
      HostConfig: { Binds: ['/c/Users/anna/a b:/x:ro', 'v:/y'] },
    });
    const one = await client(path);
    const body = binding('C:/Users/anna/é:/x');
    const chunked =
      `POST ${create} HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n` +
      `5\r\n${body.slice(0, 5)}\r\n${(Buffer.byteLength(body) - 5).toString(16)}\r\n${body.slice(5)}\r\n0\r\n\r\n`;
    one.write(chunked + posted(body, create, 'Connection: close\r\n'));
    await readAll(one);
    const inGuest = Buffer.from(binding('/c/Users/anna/é:/x')).toString('latin1');
    expect(got.slice(1).map((each) => each.body)).toEqual([inGuest, inGuest]);
    await expect(docker.createContainer({ HostConfig: { Binds: ['D:\\x:/x'] } })).rejects.toThrow(
      'The folder D:\\x isn',
    );
  });
});
