/** Each docker command that the window shows, run by the real program, beside the window's own call: same outcome. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connectCore, type Connection } from '../../main/cli/connection.ts';
import { dockerArgs, type DockerAction } from '../../main/contract/docker-command.ts';
import type { RunOptions } from '../../main/contract/run-options.ts';
import { busyboxArchive } from '../fixtures/images.ts';
import { testBusybox } from './busybox.ts';
import { image, sharedHome } from './shared-vm.ts';
import { eventually } from './wait.ts';

const home = sharedHome();
const { docker, tryDocker } = home;
let connection: Connection;
let dir: string;

beforeAll(async () => {
  connection = await connectCore({ paths: () => home.paths, signal: new AbortController().signal });
  dir = await mkdtemp('/tmp/mvc-');
});
// What a failed test has left must not fail the next one.
afterEach(() => tryDocker(['rm', '--force', 'by-program', 'by-contract']));
afterAll(async () => {
  connection.close();
  await rm(dir, { recursive: true, force: true });
});

/** By the program, as the window writes it. */
const byProgram = (action: DockerAction) => docker(...dockerArgs(action));
const core = () => connection.core;

const facts = v.object({
  State: v.object({ Status: v.string() }),
  Config: v.object({
    // The program gives them in any order.
    Env: v.pipe(
      v.nullable(v.array(v.string())),
      v.transform((env) => (env ?? []).toSorted()),
    ),
    Cmd: v.array(v.string()),
    Image: v.string(),
    Tty: v.boolean(),
  }),
  HostConfig: v.object({ PortBindings: v.unknown(), AutoRemove: v.boolean() }),
});

/** What there is to compare of a container: what was asked for, and how it is. */
async function factsOf(name: string): Promise<unknown> {
  return v.parse(v.tuple([facts]), JSON.parse(await docker('container', 'inspect', name)))[0];
}

const options = (name: string, more: Partial<RunOptions> = {}): RunOptions => ({
  ...{ image, name, command: ['sleep', '1000'], ports: [], env: [], remove: false },
  ...more,
});

/** One container by the program and one by the contract, alike. */
async function runBoth(
  more: Partial<RunOptions> = {},
): Promise<readonly [program: string, contract: string]> {
  await byProgram({ kind: 'run', options: options('by-program', more) });
  await core()['container.run'](options('by-contract', more));
  return ['by-program', 'by-contract'];
}

async function removeBoth(): Promise<void> {
  const remove = { force: true, volumes: true };
  await byProgram({ kind: 'container.remove', names: ['by-program'], ...remove });
  await core()['container.remove']({ id: 'by-contract', ...remove });
  expect(await docker('ps', '--all', '--quiet', '--filter', 'name=by-')).toBe('');
}

test('parity C01 C02 C03 C14 a run, with all that the form has', async () => {
  // Of ports, the engine chooses one for each: two containers can't have the same, nor two addresses of one.
  const port = { containerPort: 80, protocol: 'tcp' } as const;
  await runBoth({
    command: ['sh', '-c', `echo "it's $A"; sleep 1000`],
    ports: [
      port,
      { ...port, containerPort: 81, hostAddress: '127.0.0.1' },
      { containerPort: 53, protocol: 'udp' },
    ],
    env: [
      { name: 'A', value: 'b c' },
      { name: 'Q', value: `'"$(id)\n你好` },
    ],
  });
  expect(await factsOf('by-contract')).toEqual(await factsOf('by-program'));
  expect(await docker('logs', 'by-contract')).toBe("it's b c");
  expect(await docker('logs', 'by-program')).toBe("it's b c");
  await removeBoth();
});

test('parity C01 a program that is not there: neither leaves a container', async () => {
  const bad = { command: ['/nope'] };
  const { code } = await tryDocker(dockerArgs({ kind: 'run', options: options('by-program', bad) }));
  expect(code).toBe(127);
  await expect(core()['container.run'](options('by-contract', bad))).rejects.toMatchObject({
    code: 'container.noProgram',
  });
  // The program leaves what it made; the window takes it back.
  await docker('rm', '--force', 'by-program');
  expect(await docker('ps', '--all', '--quiet', '--filter', 'name=by-')).toBe('');
});

test('parity C10 each action, and each once more', async () => {
  await runBoth({ command: ['sh', '-c', 'trap exit TERM; while :; do sleep 0.1; done'] });
  for (const action of ['pause', 'unpause', 'restart', 'stop', 'stop', 'start', 'start', 'kill'] as const) {
    await byProgram({ kind: 'container', action, names: ['by-program'] });
    await core()['container.act']({ id: 'by-contract', action });
    expect(await factsOf('by-contract'), action).toEqual(await factsOf('by-program'));
  }
  await removeBoth();
});

test('parity C09 the log: followed to the end, and not', async () => {
  const script = 'for n in 1 2 3 4 5; do echo line $n; echo error $n >&2; done';
  await runBoth({ command: ['sh', '-c', script] });
  await docker('wait', 'by-contract', 'by-program');
  for (const follow of [true, false]) {
    const { text, stderr } = await tryDocker(
      dockerArgs({ kind: 'container.logs', name: 'by-program', follow, tail: 6 }),
    );
    const lines: { readonly stream: string; readonly text: string }[] = [];
    for await (const piece of core()['container.logs']({ id: 'by-contract', follow, tail: 6 }))
      lines.push(...piece);
    const shown = (from: string) =>
      from
        .trim()
        .split('\n')
        .map((line) => line.replace(/^\S+ /, ''));
    const own = (stream: string) => lines.filter((line) => line.stream === stream).map((line) => line.text);
    expect(lines).toHaveLength(6);
    expect([...own('stdout'), ...own('stderr')].every((line) => /^(?:line|error) \d$/.test(line))).toBe(true);
    expect(shown(text).length + shown(stderr).length).toBe(6);
  }
  await removeBoth();
});

test('parity C09 the log of a container that goes on and says nothing ends all the same', async () => {
  await core()['container.run'](options('by-contract', { command: ['sh', '-c', 'echo here; sleep 1000'] }));
  const text = await eventually('the line is there', async () => {
    const lines: string[] = [];
    for await (const piece of core()['container.logs']({ id: 'by-contract', follow: false, tail: 10 }))
      lines.push(...piece.map((line) => line.text));
    return lines.length > 0 ? lines : undefined;
  });
  expect(text).toEqual(['here']);
  await core()['container.remove']({ id: 'by-contract', force: true, volumes: false });
});

test('parity C12 a program in a container, and its code', async () => {
  await runBoth();
  const command = ['sh', '-c', 'echo "$TERM in $0"; exit 7'];
  // Without a terminal of our own the program gives none either.
  const args = dockerArgs({ kind: 'container.exec', name: 'by-program', command });
  const { code, text } = await tryDocker(args.filter((word) => word !== '--tty'));
  expect([code, text.includes('in sh')]).toEqual([7, true]);
  for (const [asked, wanted] of [
    [command, 7],
    [['nope'], 127],
  ] as const) {
    let ended: number | undefined;
    const size = { columns: 80, rows: 24 };
    for await (const item of core()['container.exec']({ id: 'by-contract', command: [...asked], ...size }))
      if (item.kind === 'exit') ended = item.code;
    expect(ended).toBe(wanted);
  }
  await removeBoth();
});

test('parity C08 C19 lists and descriptions name the same', async () => {
  await runBoth();
  const list = await eventually('the window lists both', async () => {
    for await (const now of core()['containers.watch']()) {
      const names = now.kind === 'ready' ? now.items.map(({ name }) => name) : [];
      return names.includes('by-program') && names.includes('by-contract') ? names : undefined;
    }
    return undefined;
  });
  const shown = await byProgram({ kind: 'containers' });
  for (const name of list) expect(shown).toContain(name);
  const { json } = await core()['engine.inspect']({ kind: 'container', id: 'by-program' });
  const described = byProgram({ kind: 'container.inspect', name: 'by-program' });
  expect([JSON.parse(json)]).toEqual(JSON.parse(await described));
  await removeBoth();
});

test('parity I03 I04 I06 I08 images from files, listed and removed', async () => {
  const archive = await busyboxArchive(await testBusybox());
  const file = join(dir, "it's a root.tar");
  await writeFile(file, archive);
  await byProgram({ kind: 'image.import', file, reference: 'by-program:v1' });
  await send(core()['image.import']({ repository: 'by-contract', tag: 'v1' }), archive);
  const layers = (name: string) => docker('image', 'inspect', '-f', '{{json .RootFS}}', name);
  expect(await layers('by-contract:v1')).toBe(await layers('by-program:v1'));
  const saved = join(dir, 'saved.tar');
  await docker('save', '-o', saved, 'by-program:v1');
  const remove = async () => {
    await byProgram({ kind: 'image.remove', references: ['by-program:v1'], force: false });
    await core()['image.remove']({ reference: 'by-contract:v1', force: false });
  };
  await remove();
  expect(await byProgram({ kind: 'images' })).not.toMatch(/by-(?:program|contract)/);
  expect(await byProgram({ kind: 'image.load', file: saved })).toContain('by-program:v1');
  await byProgram({ kind: 'image.remove', references: ['by-program:v1'], force: true });
});

test('parity I02 a pull from a registry that is not there is refused by both', async () => {
  const reference = '127.0.0.1:9/none:latest';
  expect((await tryDocker(dockerArgs({ kind: 'image.pull', reference }))).code).toBe(1);
  const pulling = (async () => {
    for await (const item of core()['image.pull']({ reference })) expect(item).toBeDefined();
  })();
  await expect(pulling).rejects.toMatchObject({ code: 'registry.unreachable' });
});

test('parity V01 N01 volumes and networks', async () => {
  await byProgram({ kind: 'volume.create', name: 'by-program' });
  await core()['volume.create']({ name: 'by-contract' });
  const volume = (name: string) =>
    docker('volume', 'inspect', '-f', '{{.Driver}} {{.Scope}} {{.Options}}', name);
  expect(await volume('by-contract')).toBe(await volume('by-program'));
  await byProgram({ kind: 'volume.remove', names: ['by-program'] });
  await core()['volume.remove']({ name: 'by-contract' });
  expect(await byProgram({ kind: 'volumes' })).not.toMatch(/by-(?:program|contract)/);

  const format = '{{.Driver}} {{.Scope}} {{.Internal}} {{.EnableIPv6}} {{len .IPAM.Config}}';
  const network = (name: string) => docker('network', 'inspect', '-f', format, name);
  await byProgram({
    kind: 'network.create',
    name: 'by-program',
    driver: 'bridge',
    pools: [{ subnet: '10.77.1.0/24' }],
  });
  await core()['network.create']({
    name: 'by-contract',
    driver: 'bridge',
    pools: [{ subnet: '10.77.2.0/24' }],
  });
  expect(await network('by-contract')).toBe(await network('by-program'));
  await byProgram({ kind: 'network.remove', names: ['by-program'] });
  await core()['network.remove']({ id: 'by-contract' });
  expect(await byProgram({ kind: 'networks' })).not.toMatch(/by-(?:program|contract)/);
});

/** Sends the bytes as the window does. */
async function send(items: ReturnType<Connection['core']['image.import']>, content: Buffer): Promise<void> {
  const write = async (id: string) => {
    for (let at = 0; at < content.length; at += 48 * 1024) {
      const data = content.subarray(at, at + 48 * 1024).toString('base64');
      await core()['upload.write']({ id, data });
    }
    await core()['upload.end']({ id });
  };
  let writing: Promise<void> | undefined;
  for await (const item of items) if (item.kind === 'opened') writing = write(item.id);
  await writing;
}
