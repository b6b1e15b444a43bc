/** Each docker command that the window shows does what the window's own call does: real program, fake engine. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dockerCommand, type DockerAction } from '../../../main/contract/docker-command.ts';
import { AppError } from '../../../main/contract/errors.ts';
import type { RunOptions } from '../../../main/contract/run-options.ts';
import { memoryLinks } from '../../../main/contract/memory-link.ts';
import { engineHandlers } from '../../../main/core/engine/handlers.ts';
import { createInventory } from '../../../main/core/engine/inventory.ts';
import { shareLooks } from '../../../main/core/vm-looks.ts';
import { shareStats } from '../../../main/core/engine/stats-watch.ts';
import { openUndo } from '../../../main/core/engine/undo/open.ts';
import { Topic } from '../../../main/core/lib/topic.ts';
import { defaultSettings } from '../../../main/core/settings/schema.ts';
import { cacheFolder } from '../../../main/setup/cache.ts';
import { ensureDockerTools, type DockerTools } from '../../fixtures/docker-tools.ts';
import { listen, type Listening } from '../../unit/core/fake-engine-socket.ts';
import { quiet } from '../engine/fixture.ts';

let tools: DockerTools;
let dir: string;
/** One engine for the program, one for the contract; both hold the same. */
let ours: Listening;
let theirs: Listening;
let handlers: ReturnType<typeof engineHandlers>;

beforeAll(async () => {
  tools = await ensureDockerTools({ cache: cacheFolder() });
  dir = await mkdtemp(join(tmpdir(), 'commands-'));
}, 120_000);
afterAll(async () => {
  await tools.dispose();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  [ours, theirs] = [await listen({ scenario: 'demo' }), await listen({ scenario: 'demo' })];
  const { docker } = ours;
  const [link] = memoryLinks();
  const inventory = createInventory(docker, quiet);
  const guest = () => {
    throw new AppError('vm.notRunning');
  };
  handlers = engineHandlers({
    docker,
    inventory,
    looks: shareLooks(guest, inventory),
    guest,
    stats: shareStats(docker, inventory),
    undo: await openUndo({ docker, path: join(dir, 'removed.json'), settings, log: quiet }),
    link,
    paths: { dockerHost: `unix://${ours.socketPath}` },
    authFor: () => Promise.resolve(undefined),
    removed: { beforeRemoval: () => Promise.resolve() },
  });
});
afterEach(async () => {
  await ours.end();
  await theirs.end();
});

const settings = new Topic(defaultSettings({ cpus: 2, memoryMiB: 4096 }));

const signal = () => new AbortController().signal;

/** Runs the line as a person would who pasted it. */
function paste(line: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env = {
      ...{ ...process.env, ...tools.env, DOCKER_HOST: `unix://${theirs.socketPath}` },
      PATH: `${tools.bin}:${process.env['PATH'] ?? ''}`,
    };
    const child = spawn('sh', ['-c', line], { env, cwd: dir, timeout: 20_000 });
    child.stdin.end();
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('close', (code) => resolve({ code: code ?? 255, output }));
  });
}

/** What an engine holds, without what differs from one to the next: ids and times. */
async function holds({ docker }: Listening): Promise<unknown> {
  const { Volumes: volumes } = await docker.listVolumes();
  const containers = await docker.listContainers({ all: true });
  const facts = await Promise.all(
    containers.map(async ({ Id }) => {
      const { Name, State, Config, HostConfig, Mounts } = await docker.getContainer(Id).inspect();
      return {
        ...{
          Name,
          status: State.Status,
          env: Config.Env?.toSorted(),
          command: Config.Cmd,
          image: Config.Image,
        },
        ...{ ports: HostConfig.PortBindings, remove: HostConfig.AutoRemove, mounts: Mounts.length },
        ...{ exposed: Config.ExposedPorts ?? {}, tty: Config.Tty },
      };
    }),
  );
  return {
    containers: facts.toSorted((a, b) => a.Name.localeCompare(b.Name)),
    images: (await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []).toSorted(),
    volumes: volumes.map(({ Name, Driver }) => `${Name} ${Driver}`).toSorted(),
    networks: (await docker.listNetworks())
      .map(({ Name, Driver, IPAM }) =>
        JSON.stringify([Name, Driver, IPAM?.Config?.map(({ Subnet }) => Subnet)]),
      )
      .toSorted(),
  };
}

/** Both succeed, something changes, and afterwards both engines hold the same. */
async function same(action: DockerAction, call: () => Promise<unknown>, changes = true): Promise<void> {
  const before = await holds(ours);
  expect(await holds(theirs)).toEqual(before);
  const { code, output } = await paste(dockerCommand(action));
  expect(code, output).toBe(0);
  await call();
  const after = await holds(ours);
  expect(await holds(theirs)).toEqual(after);
  if (changes) expect(after).not.toEqual(before);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}

async function upload(kind: 'image.load' | 'image.import', content: Buffer): Promise<void> {
  const items =
    kind === 'image.load'
      ? handlers['image.load']({}, signal())
      : handlers['image.import']({ repository: 'rootfs', tag: 'v1' }, signal());
  for await (const item of items) {
    if (item.kind !== 'opened') continue;
    await handlers['upload.write']({ id: item.id, data: content.toString('base64') }, signal());
    await handlers['upload.end']({ id: item.id }, signal());
  }
}

/** What is the same of one container in two engines. */
const described = v.object({ Name: v.string(), Config: v.looseObject({ Image: v.string() }) });

const options = (more: Partial<RunOptions> = {}): RunOptions => ({
  ...{ image: 'redis:7-alpine', name: 'own', command: [], ports: [], env: [], remove: false },
  ...more,
});
const run = (given: RunOptions) =>
  same({ kind: 'run', options: given }, () => handlers['container.run'](given, signal()));

describe('the docker command of', () => {
  it('a run, with all that the form has', async () => {
    await run(options());
    const port = { containerPort: 6379, protocol: 'tcp' } as const;
    await run(
      options({
        ...{ name: 'full', command: ['sh', '-c', `echo "it's $HOME"; sleep infinity`, '--rm'] },
        ports: [
          { ...port, hostPort: 16_379 },
          { ...port, hostAddress: '127.0.0.1', hostPort: 16_380 },
          { ...port, hostAddress: '::1', hostPort: 16_381 },
          { containerPort: 53, hostPort: 15_353, protocol: 'udp' },
        ],
        env: [
          { name: 'A', value: 'b c' },
          { name: 'Q', value: `'"$(id)\n你好` },
          { name: 'EMPTY', value: '' },
        ],
      }),
    );
    await run(options({ name: 'gone', command: ['sleep', 'infinity'], remove: true }));
  });

  it('each action on a container', async () => {
    await run(options({ command: ['sleep', 'infinity'] }));
    const act = (action: 'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'unpause', changes = true) =>
      same(
        { kind: 'container', action, names: ['own'] },
        () => handlers['container.act']({ id: 'own', action }, signal()),
        changes,
      );
    await act('stop');
    await act('stop', false);
    await act('start');
    await act('start', false);
    await act('pause');
    await act('unpause');
    await act('restart', false);
    await act('kill');
  });

  it.each([true, false])('a removal, with its volumes: %s', async (volumes) => {
    await run(options({ command: ['sleep', 'infinity'] }));
    const remove = { force: true, volumes };
    await same({ kind: 'container.remove', names: ['own'], ...remove }, () =>
      handlers['container.remove']({ id: 'own', ...remove }, signal()),
    );
  });

  it('a removal that is refused', async () => {
    await run(options({ command: ['sleep', 'infinity'] }));
    const remove = { force: false, volumes: false };
    const { code, output } = await paste(
      dockerCommand({ kind: 'container.remove', names: ['own'], ...remove }),
    );
    expect([code, output]).toEqual([1, expect.stringContaining('own')]);
    await expect(handlers['container.remove']({ id: 'own', ...remove }, signal())).rejects.toMatchObject({
      code: 'engine.refused',
    });
  });

  it('the log', async () => {
    const script = 'echo one; echo two; echo three';
    await run(options({ image: 'redis:7-alpine', command: ['sh', '-c', script] }));
    for (const follow of [true, false]) {
      const { output } = await paste(dockerCommand({ kind: 'container.logs', name: 'own', follow, tail: 2 }));
      const lines = (await all(handlers['container.logs']({ id: 'own', follow, tail: 2 }, signal()))).flat();
      const texts = output
        .trim()
        .split('\n')
        .map((line) => line.replace(/^\S+ /, ''));
      expect(lines.map(({ text }) => text)).toEqual(texts);
      expect(lines.every(({ time }) => time !== '')).toBe(true);
    }
  });

  it('a description', async () => {
    const { output } = await paste(dockerCommand({ kind: 'container.inspect', name: 'whoami' }));
    const { json } = await handlers['engine.inspect']({ kind: 'container', id: 'whoami' }, signal());
    const shown = v.parse(v.tuple([described]), JSON.parse(output))[0];
    expect(v.parse(described, JSON.parse(json))).toEqual(shown);
  });

  it('a pull, and the removal of an image', async () => {
    const pull = (reference: string) =>
      same({ kind: 'image.pull', reference }, () => all(handlers['image.pull']({ reference }, signal())));
    await pull('busybox:1.36');
    await pull('localhost:5000/team/tool:latest');
    await same({ kind: 'image.remove', references: ['busybox:1.36'], force: false }, () =>
      handlers['image.remove']({ reference: 'busybox:1.36', force: false }, signal()),
    );
    await same({ kind: 'image.remove', references: ['localhost:5000/team/tool:latest'], force: true }, () =>
      handlers['image.remove']({ reference: 'localhost:5000/team/tool:latest', force: true }, signal()),
    );
  });

  it('images from files, with names that a shell would read', async () => {
    const tar = Buffer.alloc(10_240);
    tar.write('ustar', 257);
    for (const name of ["it's; a $(file).tar", '-x.tar']) {
      await writeFile(join(dir, name), tar);
      await same({ kind: 'image.load', file: name }, () => upload('image.load', tar), name.startsWith('it'));
      await same(
        { kind: 'image.import', file: name, reference: 'rootfs:v1' },
        () => upload('image.import', tar),
        name.startsWith('it'),
      );
    }
  });

  it('volumes and networks', async () => {
    await same({ kind: 'volume.create', name: 'own' }, () =>
      handlers['volume.create']({ name: 'own' }, signal()),
    );
    await same({ kind: 'volume.remove', names: ['own'] }, () =>
      handlers['volume.remove']({ name: 'own' }, signal()),
    );
    const net = { name: 'own', driver: 'bridge' };
    await same({ kind: 'network.create', ...net }, () => handlers['network.create'](net, signal()));
    const second = { name: 'own2', driver: 'bridge', subnet: '10.77.0.0/24' };
    await same({ kind: 'network.create', ...second }, () => handlers['network.create'](second, signal()));
    await same({ kind: 'network.remove', names: ['own'] }, () =>
      handlers['network.remove']({ id: 'own' }, signal()),
    );
  });

  it('each list names what the window lists', async () => {
    const { Volumes: volumes } = await ours.docker.listVolumes();
    const named: Readonly<Record<'containers' | 'images' | 'volumes' | 'networks', readonly string[]>> = {
      containers: (await ours.docker.listContainers({ all: true })).map(
        ({ Names }) => Names[0]?.slice(1) ?? '',
      ),
      images: (await ours.docker.listImages()).map(({ RepoTags }) => RepoTags?.[0]?.split(':')[0] ?? ''),
      volumes: volumes.map(({ Name }) => Name),
      networks: (await ours.docker.listNetworks()).map(({ Name }) => Name),
    };
    for (const kind of ['containers', 'images', 'volumes', 'networks'] as const) {
      const { code, output } = await paste(dockerCommand({ kind }));
      expect(code, output).toBe(0);
      for (const name of named[kind]) expect(output).toContain(name);
    }
  });

  it('a name that looks like an option is refused as a name', async () => {
    const actions: DockerAction[] = [
      { kind: 'container', action: 'stop', names: ['--help'] },
      { kind: 'container.logs', name: '--help', follow: false, tail: 1 },
      { kind: 'container.inspect', name: '--help' },
      { kind: 'volume.remove', names: ['--help'] },
      { kind: 'image.pull', reference: '--help' },
    ];
    for (const action of actions) {
      const { code, output } = await paste(dockerCommand(action));
      expect(code, output).toBeGreaterThan(0);
      expect(output).not.toContain('Usage:');
    }
  });
});
