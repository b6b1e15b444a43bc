import util from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError } from '../../../main/contract/errors.ts';
import { ask, createDocker, engineError, engineFacts } from '../../../main/core/engine/docker.ts';
import { watchEngine } from '../../../main/core/engine/watch.ts';
import { maxLineBytes } from '../../../main/core/engine/event-lines.ts';
import { quiet, rig, until } from './fixture.ts';

const never = new AbortController().signal;

async function failure(promise: Promise<unknown>): Promise<AppError> {
  return promise.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => engineError(error),
  );
}

describe('calls to the engine', () => {
  it('use the socket, whatever DOCKER_HOST says', async () => {
    const { path } = await rig((_, res) =>
      res.end('{"Version":"28.2","ApiVersion":"1.50","Os":"linux","Arch":"arm64"}'),
    );
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const host of ['tcp://127.0.0.1:1', 'tcp://:::', 'ssh://x', 'unix:///nowhere']) {
      vi.stubEnv('DOCKER_HOST', host);
      vi.stubEnv('DOCKER_TLS_VERIFY', '1');
      vi.stubEnv('DOCKER_CERT_PATH', '/nowhere');
      const facts = await engineFacts(createDocker({ socketPath: path }), never);
      expect(facts).toEqual({ version: '28.2', apiVersion: '1.50', os: 'linux', arch: 'arm64', kernel: '' });
      expect(process.env['DOCKER_HOST']).toBe(host);
      expect(process.env['DOCKER_CERT_PATH']).toBe('/nowhere');
    }
  });

  it('cost nothing for what docker-modem would write of them', async () => {
    const { path } = await rig((request, res) => void (request.url === '/version' && res.end('{}')));
    const docker = createDocker({ socketPath: path });
    const controller = new AbortController();
    const { signal } = controller;
    const open = Promise.allSettled(
      Array.from({ length: 20 }, () => docker.listContainers({ abortSignal: signal })),
    );
    const written = vi.spyOn(util, 'inspect');
    onTestFinished(() => written.mockRestore());
    await ask(docker, '/version', signal);
    controller.abort();
    await open;
    expect(written).toHaveBeenCalled();
    expect(Math.max(...written.mock.results.map(({ value }) => String(value).length))).toBeLessThan(2000);
  });

  it("pass on the engine's words, in one line and of bounded length", async () => {
    const message = `No such\n\u001b[31mcontainer ${'x'.repeat(5000)}`;
    const { path } = await rig((_, res) => res.writeHead(404).end(JSON.stringify({ message })));
    const error = await failure(createDocker({ socketPath: path }).getContainer('a').inspect());
    expect(error.code).toBe('engine.refused');
    expect(error.params['message']).toMatch(/^No such \[31mcontainer x{1900}/);
    expect(String(error.params['message']).length).toBeLessThan(2001);
  });

  it('say why the engine cannot be reached', async () => {
    const docker = createDocker({ socketPath: '/nowhere/docker.sock' });
    expect(await failure(docker.listContainers())).toMatchObject({ code: 'engine.unreachable' });
    const { path } = await rig(() => undefined, {
      dial: () => Promise.reject(new AppError('guest.unreachable', { params: { reason: 'asleep' } })),
    });
    expect(await failure(createDocker({ socketPath: path }).listContainers())).toMatchObject({
      code: 'guest.unreachable',
      params: { reason: 'asleep' },
    });
  });

  it('are cancelled by their signal', async () => {
    const { path } = await rig(() => undefined);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    const failed = failure(engineFacts(createDocker({ socketPath: path }), controller.signal));
    expect((await failed).code).toBe('cancelled');
  });

  it('follow no redirect and survive one that makes no sense', async () => {
    const asked: (string | undefined)[] = [];
    const { path } = await rig((req, res) => {
      asked.push(req.url);
      res.writeHead(302, { location: asked.length > 1 ? 'ftp://x/' : 'http://127.0.0.1:1/' }).end('{}');
    });
    const docker = createDocker({ socketPath: path });
    expect((await failure(docker.listContainers())).code).toBe('engine.refused');
    expect((await failure(docker.listContainers())).code).toBe('engine.refused');
    expect(asked).toHaveLength(2);
  });

  it('do not fill the memory with an endless answer', { timeout: 30_000 }, async () => {
    const { path, dialled } = await rig((_, res) => {
      const more = () => {
        while (!res.destroyed && res.write(Buffer.alloc(1 << 20, ' ')));
      };
      res.on('drain', more);
      more();
    });
    const error = await failure(createDocker({ socketPath: path }).listContainers());
    expect(error.code).toBe('guest.tooLarge');
    await until(() => dialled[0]?.destroyed === true, 'connection closed');
  });

  it.each([undefined, [], {}, { Version: 7, ApiVersion: '1' }, 'x'])(
    'expect facts, not %j',
    async (answer) => {
      const { path } = await rig((_, res) => res.end(JSON.stringify(answer)));
      expect((await failure(engineFacts(createDocker({ socketPath: path }), never))).code).toBe(
        'engine.unreachable',
      );
    },
  );
});

describe('watching', () => {
  it('takes events, passes over garbage, and connects again', async () => {
    const event = (Action: string, ID: string, name = 'web') =>
      `${JSON.stringify({ Type: 'container', Action, Actor: { ID, Attributes: { name } } })}\n`;
    let connections = 0;
    const queries: string[] = [];
    const { path } = await rig((req, res) => {
      connections += 1;
      queries.push(decodeURIComponent(req.url ?? ''));
      if (connections === 2) {
        res.destroy();
        return;
      }
      const name = JSON.stringify({
        Type: 'container',
        Action: 'die',
        Actor: { ID: 'c', Attributes: { name: '船' } },
      });
      const bytes = Buffer.from(
        `${event('start', `a${connections}`)}not json\n{}\nnull\n${event('start', '../x')}` +
          `${event('exec_die', 'b')}${'x'.repeat(maxLineBytes + 1)}\n${event('rename', 'b', '\u001b')}${name}\n`,
      );
      // A split in the middle of a character, too.
      for (let at = 0; at < bytes.length; at += 65_521) res.write(bytes.subarray(at, at + 65_521));
      if (connections === 1) res.end();
    });
    const seen: string[] = [];
    const ended = new AbortController();
    const watching = watchEngine({
      docker: createDocker({ socketPath: path }),
      signal: ended.signal,
      onConnected: () => seen.push('connected'),
      onEvent: ({ action, id, name }) => seen.push(`${action} ${id} ${name}`),
      log: quiet,
      backoff: { firstMs: 10, maxMs: 20 },
    });
    const round = (id: string) => ['connected', `start ${id} web`, 'rename b ', 'die c '];
    await until(() => seen.length >= 8, 'events of the second connection');
    ended.abort();
    await watching;
    expect(seen).toEqual([...round('a1'), ...round('a3')]);
    expect(queries[0]).toContain('"type":["container","network"]');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(connections).toBe(3);
  });

  it('ends at once while it waits to connect again', async () => {
    const ended = new AbortController();
    const watching = watchEngine({
      docker: createDocker({ socketPath: '/nowhere/docker.sock' }),
      signal: ended.signal,
      onConnected: () => undefined,
      onEvent: () => undefined,
      log: quiet,
      backoff: { firstMs: 60_000, maxMs: 60_000 },
    });
    setTimeout(() => ended.abort(), 20);
    await watching;
  });
});
