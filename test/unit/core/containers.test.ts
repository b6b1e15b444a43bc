import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogLine } from '../../../main/contract/engine-model.ts';
import type { RunOptions } from '../../../main/contract/run-options.ts';
import { actOn, containerLog, execSession, runContainer } from '../../../main/core/engine/containers.ts';
import { createOptions } from '../../../main/core/engine/create-options.ts';
import { createDocker } from '../../../main/core/engine/docker.ts';
import { inspect } from '../../../main/core/engine/inspect.ts';
import { gather, listen, textOf, type Listening } from './fake-engine-socket.ts';

let engine: Listening;
beforeEach(async () => {
  engine = await listen({ scenario: 'demo' });
});
afterEach(() => engine.end());

const waits = { timeout: 4000, interval: 10 };
const signal = () => new AbortController().signal;
const options = (more: Partial<RunOptions> = {}): RunOptions => ({
  ...{ image: 'redis:7-alpine', command: ['sleep', 'infinity'], ports: [], env: [], remove: false },
  ...more,
});
const stateOf = async (id: string) => (await engine.docker.getContainer(id).inspect()).State.Status;
const all = async () => (await engine.docker.listContainers({ all: true })).map(({ Names }) => Names[0]);

/** An engine that answers as it is told. */
async function onServer(onRequest: RequestListener) {
  const dir = await mkdtemp(join(tmpdir(), 'containers-'));
  const server = createServer(onRequest);
  server.listen(join(dir, 's'));
  await once(server, 'listening');
  return {
    docker: createDocker({ socketPath: join(dir, 's') }),
    end: async () => {
      server.closeAllConnections();
      server.close();
      await rm(dir, { recursive: true });
    },
  };
}

describe('running a container', () => {
  it('makes and starts it, and answers its id', async () => {
    const id = await runContainer(
      engine.docker,
      options({ name: 'mine', env: [{ name: 'A', value: 'b=c' }] }),
    );
    const facts = await engine.docker.getContainer('mine').inspect();
    expect(facts.Id).toBe(id);
    expect(facts.State.Status).toBe('running');
    expect(facts.Config.Env).toContain('A=b=c');
  });

  it('takes back one that cannot be started, and tells why', async () => {
    const ports = [{ hostPort: 8099, containerPort: 80, protocol: 'tcp' } as const];
    await runContainer(engine.docker, options({ name: 'first', ports }));
    const before = await all();
    const failing = runContainer(engine.docker, options({ name: 'mine', ports }));
    await expect(failing).rejects.toMatchObject({ code: 'engine.portTaken' });
    expect(await all()).toEqual(before);
  });

  it('takes nothing back that was there before', async () => {
    await runContainer(engine.docker, options({ name: 'mine' }));
    await expect(runContainer(engine.docker, options({ name: 'mine' }))).rejects.toMatchObject({
      code: 'container.nameTaken',
    });
    expect(await stateOf('mine')).toBe('running');
    await expect(runContainer(engine.docker, options({ image: 'nothere' }))).rejects.toMatchObject({
      code: 'image.notFound',
    });
  });

  it('publishes a port twice where it is listed twice', () => {
    const port = { containerPort: 80, protocol: 'tcp' } as const;
    const ports = [
      { ...port, hostPort: 8080 },
      { ...port, hostAddress: '::1' },
      { ...port, protocol: 'udp' as const },
    ];
    expect(createOptions(options({ ports, remove: true })).body).toMatchObject({
      ExposedPorts: { '80/tcp': {}, '80/udp': {} },
      HostConfig: {
        AutoRemove: true,
        PortBindings: {
          '80/tcp': [
            { HostIp: '', HostPort: '8080' },
            { HostIp: '::1', HostPort: '' },
          ],
          '80/udp': [{ HostIp: '', HostPort: '' }],
        },
      },
    });
    expect(createOptions(options({ command: [] })).body).not.toHaveProperty('Cmd');
  });
});

describe('an action', () => {
  it('changes the state, and succeeds where there is nothing to change', async () => {
    const id = await runContainer(engine.docker, options());
    const steps = [
      ...(['start', 'pause', 'unpause', 'restart'] as const),
      ...(['stop', 'stop', 'start', 'start', 'kill'] as const),
    ];
    const states: string[] = [];
    for (const action of steps) {
      await actOn(engine.docker, id, action);
      states.push(await stateOf(id));
    }
    expect(states).toEqual([
      ...['running', 'paused', 'running', 'running'],
      ...['exited', 'exited', 'running', 'running', 'exited'],
    ]);
  });

  it('on what is not there, or with a hostile name, is refused and reaches nothing else', async () => {
    await expect(actOn(engine.docker, 'nothere', 'start')).rejects.toMatchObject({ code: 'container.gone' });
    const paths: string[] = [];
    const { docker, end } = await onServer((request, response) => {
      paths.push(request.url ?? '');
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"page not found"}');
    });
    try {
      for (const id of ['../images/x', 'a/b?force=1', 'a#b', '%2e%2e', 'a b\r\nX: y', '你好'])
        await expect(actOn(docker, id, 'stop'), id).rejects.toMatchObject({ code: 'engine.refused' });
      for (const path of paths) expect(path).toMatch(/^\/containers\/[^/?#\s]+\/stop\??$/);
    } finally {
      await end();
    }
  });

  it('is unreachable where there is no engine', async () => {
    const docker = createDocker({ socketPath: join(tmpdir(), 'no-such-socket') });
    await expect(actOn(docker, 'a', 'start')).rejects.toMatchObject({ code: 'engine.unreachable' });
  });
});

it('a container is described as JSON', async () => {
  const id = await runContainer(engine.docker, options({ name: 'mine' }));
  expect(JSON.parse(await inspect(engine.docker, { kind: 'container', id: 'mine' }, signal()))).toMatchObject(
    { Id: id },
  );
  await expect(inspect(engine.docker, { kind: 'container', id: 'nothere' }, signal())).rejects.toMatchObject({
    code: 'container.gone',
  });
});

describe('the log', () => {
  const read = async (
    ask: { id: string; follow: boolean; tail: number },
    limit = signal(),
    docker = engine.docker,
  ) => {
    const lines: LogLine[] = [];
    for await (const piece of containerLog(docker, ask, limit)) lines.push(...piece);
    return lines;
  };
  const run = (script: string) => runContainer(engine.docker, options({ command: ['sh', '-c', script] }));

  it('that is not followed ends by itself, though the container goes on', async () => {
    const id = await run('echo one; echo two; echo three; sleep infinity; echo never');
    const quiet = await run('echo one; echo two; echo three; sleep 600');
    await pause(100);
    const begun = performance.now();
    const lines = await read({ id: quiet, follow: false, tail: 100 });
    expect(performance.now() - begun).toBeLessThan(500);
    expect(lines.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(lines.every(({ time }) => Date.parse(time) > Date.now() - 60_000)).toBe(true);
    expect((await read({ id: quiet, follow: false, tail: 2 })).map(({ text }) => text)).toEqual([
      'two',
      'three',
    ]);
    expect(await read({ id: quiet, follow: false, tail: 0 })).toEqual([]);
    await read({ id, follow: false, tail: 10 });
  });

  it('holds what was written just before', async () => {
    for (let n = 0; n < 5; n += 1) {
      const id = await run(`echo line ${n}; sleep 600`);
      const seen = await vi.waitFor(async () => {
        const lines = await read({ id, follow: false, tail: 10 });
        expect(lines).not.toEqual([]);
        return lines;
      }, waits);
      expect(seen.map(({ text }) => text)).toEqual([`line ${n}`]);
    }
  });

  it('that is followed goes on until the container ends', async () => {
    const id = await run('echo first; sleep 0.3; echo last');
    const begun = performance.now();
    const lines = await read({ id, follow: true, tail: 100 });
    expect(lines.map(({ text }) => text)).toEqual(['first', 'last']);
    expect(performance.now() - begun).toBeGreaterThan(150);
  });

  it('ends with its signal, without a word', async () => {
    const id = await run('echo first; sleep 600');
    const controller = new AbortController();
    const reading = read({ id, follow: true, tail: 100 }, controller.signal);
    setTimeout(() => controller.abort(), 200);
    expect((await reading).map(({ text }) => text)).toEqual(['first']);
  });

  it('of no container is refused', async () => {
    await expect(read({ id: 'nothere', follow: false, tail: 1 })).rejects.toMatchObject({
      code: 'container.gone',
    });
  });

  it('that breaks off is an error', async () => {
    const { docker, end } = await onServer((request, response) => {
      if (request.url?.includes('/logs') !== true) return void response.end('{"Config":{"Tty":true}}');
      response.write('one\ntw');
      setTimeout(() => response.destroy(), 30);
    });
    await expect(read({ id: 'a', follow: true, tail: 1 }, signal(), docker)).rejects.toMatchObject({
      code: 'engine.unreachable',
    });
    await end();
  });
});

describe('a program in a container', () => {
  const open = async (command: readonly string[], limit = signal()) => {
    const id = await runContainer(engine.docker, options());
    return { id, ...(await execSession(engine.docker, { id, command, columns: 80, rows: 24 }, limit)) };
  };

  it('is typed to, shows its output, and ends with its code', async () => {
    const session = await open(['sh']);
    const { stream, stderr, exited } = session;
    const output = gather(stream);
    stream.write('echo a$TERM\r');
    await output.until('axterm-256color');
    session.resize(100, 40);
    stream.write('exit 7\r');
    expect(await exited).toBe(7);
    expect(await textOf(stderr)).toBe('');
    session.resize(1, 1); // too late, and nobody minds
    await pause(50);
  });

  it('that is not there ends with 127', async () => {
    const { stream, exited } = await open(['nope']);
    stream.resume();
    expect(await exited).toBe(127);
  });

  it('in a container that does not run is refused', async () => {
    const id = await runContainer(engine.docker, options());
    await actOn(engine.docker, id, 'stop');
    const failing = execSession(engine.docker, { id, command: ['sh'], columns: 80, rows: 24 }, signal());
    await expect(failing).rejects.toMatchObject({ code: 'engine.refused' });
  });

  it('is hung up with its signal', async () => {
    const controller = new AbortController();
    const { id, stream, exited } = await open(['sh'], controller.signal);
    stream.resume();
    await pause(50);
    controller.abort();
    await vi.waitFor(() => expect(stream.destroyed).toBe(true), waits);
    expect(await exited).toBeTypeOf('number');
    const { ExecIDs } = await engine.docker.getContainer(id).inspect();
    expect(ExecIDs ?? []).toEqual([]);
  });

  it('ends with its container', async () => {
    const { id, stream, exited } = await open(['sh']);
    stream.resume();
    await actOn(engine.docker, id, 'kill');
    expect(await exited).toBe(137);
  });
});
