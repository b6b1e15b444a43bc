import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeEngine } from '../../../main/core/vm/fake-engine/server.ts';
import {
  ask,
  bytesOf,
  gather,
  listen,
  numberAt,
  parse,
  streamOf,
  textOf,
  unframed,
  type Listening,
} from './fake-engine-socket.ts';

let engine: Listening;
beforeEach(async () => {
  engine = await listen({ scenario: 'demo' });
});
afterEach(async () => {
  await engine.end();
  vi.useRealTimers();
});

/** Runs a program in a container, with a terminal or without, and says how it ended. */
async function exec(
  container: string,
  argv: string[],
  tty: boolean,
): Promise<{ stream: Duplex; id: string }> {
  const made = await engine.docker
    .getContainer(container)
    .exec({ Cmd: argv, Tty: tty, AttachStdin: true, AttachStdout: true, AttachStderr: true });
  const stream = await made.start({ hijack: true, stdin: true, Tty: tty });
  return { stream, id: made.id };
}

const codeOf = async (id: string) => (await engine.docker.getExec(id).inspect()).ExitCode;

describe('exec in the fake engine', () => {
  it('gives a shell on a terminal: prompt, echo, line editing, exit code', async () => {
    const { stream, id } = await exec('shop-api-1', ['sh'], true);
    const screen = gather(stream);
    expect(await screen.until('# ')).toBe('/app # ');
    stream.write('echo $HOST "a  b"X\u007F\r');
    expect(await screen.until('a  b\r\n/app # ')).toBe('/app # echo $HOST "a  b"X\b \b\r\n a  b\r\n/app # ');
    expect((await engine.docker.getContainer('shop-api-1').inspect()).ExecIDs).toEqual([id]);
    await engine.docker.getExec(id).resize({ h: 40, w: 120 });
    stream.write('cd / && pwd; nothere\r');
    await screen.until('/\r\nsh: nothere: not found\r\n');
    stream.write('exit 7\r');
    await once(stream, 'close');
    expect(await codeOf(id)).toBe(7);
    expect((await ask(engine.socketPath, 'POST', `/exec/${id}/start`, '{}')).status).toBe(409);
  });

  it('without a terminal keeps the two streams apart, and ends with its input', async () => {
    const { stream, id } = await exec('shop-api-1', ['sh'], false);
    const all = bytesOf(stream);
    stream.end('whoami\nnothere\n');
    expect(unframed(await all)).toEqual([
      { stream: 1, text: 'root\n' },
      { stream: 2, text: 'sh: nothere: not found\n' },
    ]);
    expect(await codeOf(id)).toBe(127);
  });

  it.each([
    ['shop-api-1', ['test', '-x', '/bin/bash'], 0],
    ['shop-web-1', ['test', '-x', '/bin/bash'], 1],
    ['shop-web-1', ['sh', '-c', 'command -v bash || exit 5'], 5],
    ['shop-web-1', ['sh', '-c', 'sleep 0.01 && false || exit 6'], 6],
  ])('in %s %j ends with %i', async (container, argv, code) => {
    const { stream, id } = await exec(container, argv, true);
    stream.resume();
    await once(stream, 'close');
    expect(await codeOf(id)).toBe(code);
  });

  it('of what is not there says so as Docker does', async () => {
    const { stream, id } = await exec('whoami', ['sh'], true);
    expect(await textOf(stream)).toBe(
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "sh": executable file not ' +
        'found in $PATH: unknown\r\n',
    );
    expect(await codeOf(id)).toBe(127);
    const paused = engine.docker.getContainer('cache').exec({ Cmd: ['sh'] });
    await expect(paused).rejects.toMatchObject({ statusCode: 409 });
  });

  it('ends with its client, and with its container', async () => {
    const left = await exec('shop-api-1', ['sh'], true);
    await gather(left.stream).until('# ');
    left.stream.destroy();
    await expect.poll(async () => (await engine.docker.getExec(left.id).inspect()).Running).toBe(false);
    const { stream, id } = await exec('shop-api-1', ['sleep', '60'], true);
    stream.resume();
    await engine.docker.getContainer('shop-api-1').kill();
    await once(stream, 'close');
    expect(await codeOf(id)).toBe(137);
  });

  it('in the background answers at once', async () => {
    const made = await engine.docker.getContainer('whoami').exec({ Cmd: ['nothere'] });
    const { status } = await ask(engine.socketPath, 'POST', `/exec/${made.id}/start`, '{"Detach":true}');
    expect(status).toBe(200);
    expect(await codeOf(made.id)).toBe(127);
  });

  it('takes what is typed with the request itself, and a body in pieces', async () => {
    const made = await engine.docker
      .getContainer('shop-api-1')
      .exec({ Cmd: ['cat'], AttachStdin: true, AttachStdout: true });
    const socket = connect(engine.socketPath);
    const screen = gather(socket);
    const body = '{"Tty":false}';
    const head = `POST /exec/${made.id}/start HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n`;
    socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.write(`${body.slice(5)}typed early`);
    expect(await screen.until('typed early')).toMatch(/^HTTP\/1\.1 101 UPGRADED\r\n/);
    socket.end();
    await once(socket, 'close');
  });
});

describe('logs of the fake engine', () => {
  const logs = async (name: string, options: object) => {
    const wanted = { stdout: true, stderr: true, ...options, follow: true } as const;
    return bytesOf(await engine.docker.getContainer(name).logs(wanted));
  };

  it('come in frames, by stream, from the end, with times', async () => {
    const all = unframed(await logs('shop-worker-1', {}));
    expect(all.map(({ stream }) => stream)).toEqual([1, 1, 2, 2, 2, 2]);
    expect(unframed(await logs('shop-worker-1', { stderr: false })).at(-1)?.text).toBe(
      'connecting to amqp://queue:5672\n',
    );
    const [last, ...more] = unframed(await logs('shop-worker-1', { tail: 1, timestamps: true }));
    expect(more).toEqual([]);
    expect(last?.text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{18}Z giving up after 5 attempts\n$/);
    expect(await logs('shop-worker-1', { since: Math.floor(Date.now() / 1000) })).toHaveLength(0);
    const bad = await ask(engine.socketPath, 'GET', '/containers/shop-worker-1/logs');
    expect(bad.status).toBe(400);
  });

  it('are followed to the end of the container', async () => {
    const { docker } = engine;
    const container = await docker.createContainer({
      ...{ Image: 'redis:7-alpine', Entrypoint: [], Cmd: ['sh', '-c', 'echo first; sleep 0.1; echo second'] },
    });
    await container.start();
    const stream = await container.logs({ follow: true, stdout: true, stderr: true });
    expect(unframed(await bytesOf(stream)).map(({ text }) => text)).toEqual(['first\n', 'second\n']);
  });

  it('grow while a container of the demo runs', async () => {
    const stream = streamOf(
      await engine.docker.getContainer('shop-web-1').logs({ follow: true, stdout: true, tail: 0 }),
    );
    expect(await gather(stream).until('\n')).toContain('HTTP/1.1');
    stream.destroy();
  });

  it('keep a thousand lines, each as long as it was', async () => {
    const container = await engine.docker.createContainer({
      ...{
        Image: 'redis:7-alpine',
        Entrypoint: [],
        Tty: true,
        Cmd: ['sh', '-c', 'echo a;'.repeat(1100) + 'echo z'],
      },
    });
    await container.start();
    await container.wait();
    const text = (await logs(container.id, {})).toString();
    expect(text.split('\r\n').filter((line) => line !== '')).toHaveLength(1000);
    expect(text.endsWith('a\r\nz\r\n')).toBe(true);
  });
});

describe('attach to the fake engine', () => {
  it('before the start sees all, as `docker run` does', async () => {
    const container = await engine.docker.createContainer({
      ...{ Image: 'redis:7-alpine', Entrypoint: [], Cmd: ['echo', 'hello'] },
    });
    const stream = await container.attach({ stream: true, stdout: true, stderr: true, hijack: true });
    const all = bytesOf(stream);
    await container.start();
    expect(unframed(await all)).toEqual([{ stream: 1, text: 'hello\n' }]);
  });

  it('types into a shell that runs', async () => {
    const container = engine.docker.getContainer('toolbox');
    const stream = await container.attach({
      ...{ stream: true, stdin: true, stdout: true, stderr: true, hijack: true },
    });
    const screen = gather(stream);
    stream.write('whoami\r');
    await screen.until('root\r\n');
    await container.resize({ h: 24, w: 80 });
    stream.write('exit 2\r');
    await once(stream, 'close');
    expect((await container.inspect()).State.ExitCode).toBe(2);
  });
});

describe('events and figures of the fake engine', () => {
  it('tells of a container from its beginning to its end', async () => {
    const events = streamOf(await engine.docker.getEvents({ filters: { type: ['container'] } }));
    const heard = gather(events);
    const container = await engine.docker.createContainer({
      name: 'x',
      Image: 'redis:7-alpine',
      Labels: { a: 'b' },
    });
    await container.start();
    await container.pause();
    await container.unpause();
    await container.rename({ name: 'y' });
    await container.exec({ Cmd: ['ls', '-l'] });
    await container.stop();
    await container.remove();
    const lines = (await heard.until('"destroy"')).trim().split('\n');
    const parsed = lines.map(parse);
    expect(parsed.map((event) => event['Action'])).toEqual([
      ...[
        'create',
        'start',
        'pause',
        'unpause',
        'rename',
        'exec_create: ls -l',
        'kill',
        'die',
        'stop',
        'destroy',
      ],
    ]);
    expect(parsed.at(-1)).toMatchObject({
      Actor: { Attributes: { a: 'b', image: 'redis:7-alpine', name: 'y' } },
    });
    events.destroy();
  });

  it('tells of volumes and networks, filtered, and of the past until a time', async () => {
    const since = Math.floor(Date.now() / 1000) - 1;
    await engine.docker.createVolume({ Name: 'v' });
    const network = await engine.docker.createNetwork({ Name: 'n' });
    await network.connect({ Container: 'whoami' });
    const past = async (filters: object) => {
      const until = (Date.now() / 1000).toFixed(3);
      const query = `since=${since}&until=${until}&filters=${encodeURIComponent(JSON.stringify(filters))}`;
      return [
        ...(await ask(engine.socketPath, 'GET', `/events?${query}`)).text.matchAll(/"Action":"(\w+)"/g),
      ].map(([, action]) => action);
    };
    expect(await past({ type: ['network'] })).toEqual(['create', 'connect']);
    expect(await past({ volume: ['v'] })).toEqual(['create']);
    expect(await past({ event: { connect: true } })).toEqual(['connect']);
  });

  it('streams figures that move', async () => {
    const stream = streamOf(await engine.docker.getContainer('shop-api-1').stats({ stream: true }));
    const lines = gather(stream);
    const text = await vi.waitFor(
      async () => {
        const all = await lines.until('\n');
        expect(all.trim().split('\n')).toHaveLength(2);
        return all;
      },
      { timeout: 4000 },
    );
    const [first, second] = text.trim().split('\n').map(parse);
    const grows = (...names: string[]) =>
      expect(numberAt(second, ...names), names.join('.')).toBeGreaterThan(numberAt(first, ...names));
    grows('cpu_stats', 'cpu_usage', 'total_usage');
    grows('cpu_stats', 'system_cpu_usage');
    grows('networks', 'eth0', 'rx_bytes');
    const before = numberAt(second, 'precpu_stats', 'cpu_usage', 'total_usage');
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(numberAt(second, 'cpu_stats', 'cpu_usage', 'total_usage'));
    stream.destroy();
    const stopped = await engine.docker.getContainer('nightly-report').stats({ stream: false });
    expect(stopped.cpu_stats.cpu_usage.total_usage).toBe(0);
  });
});

describe('the end of the fake engine', () => {
  it('closes every stream, also those that were taken over', async () => {
    const events = streamOf(await engine.docker.getEvents());
    const { stream } = await exec('shop-api-1', ['sh'], true);
    const ended = [events, stream].map((open) => {
      open.on('error', () => {});
      open.resume();
      return new Promise((resolve) => open.once('close', resolve));
    });
    engine.server.closeAllConnections();
    await Promise.all(ended);
  });

  it('leaves no timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    const server = fakeEngine({ scenario: 'demo' });
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    server.closeAllConnections();
    expect(vi.getTimerCount()).toBe(0);
  });
});
