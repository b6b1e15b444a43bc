import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import ssh2, { type ClientChannel } from 'ssh2';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningVm, VmSpec } from '../../../main/core/vm/driver.ts';
import { fakeDriver, type FakeOptions } from '../../../main/core/vm/fake.ts';
import { splitWords } from '../../../main/core/vm/fake-shell.ts';

const hostKeys = ssh2.utils.generateKeyPairSync('ed25519');
const userKeys = ssh2.utils.generateKeyPairSync('ed25519');
const signal = new AbortController().signal;

let dir = '';
const running: RunningVm[] = [];
const clients: ssh2.Client[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fake-'));
  const seed = pack();
  seed.entry({ name: 'ssh_host_ed25519_key' }, hostKeys.private);
  seed.entry({ name: 'authorized_keys' }, `# a comment\n${userKeys.public}\n`);
  seed.entry({ name: 'settings' }, 'x=1\n');
  seed.finalize();
  await pipeline(seed, createWriteStream(join(dir, 'seed')));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const vm of running.splice(0)) await vm.kill();
  await rm(dir, { recursive: true, force: true });
});

const spec = (dataDiskGiB = 10): VmSpec => ({
  arch: 'x86_64',
  cpus: 2,
  memoryMiB: 2048,
  dataDiskGiB,
  image: { id: 'i', kernel: '', initrd: '', root: '', tools: undefined },
  seed: join(dir, 'seed'),
  shares: [],
});

const found = { kind: 'available', accelerator: 'none', pace: 1, version: '1' } as const;

async function boot(options: FakeOptions = {}): Promise<RunningVm> {
  const vm = await fakeDriver(options).start(spec(), dir, found, signal);
  running.push(vm);
  return vm;
}

/** Logs in; `shown` is the host key that the guest proved to have. */
function logIn(
  sock: Duplex,
  privateKey = userKeys.private,
): Promise<{ client: ssh2.Client; shown: Buffer | undefined }> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    clients.push(client);
    let shown: Buffer | undefined;
    const hostVerifier = (key: Buffer) => {
      shown = key;
      return true;
    };
    client.once('ready', () => resolve({ client, shown }));
    client.on('error', reject);
    client.connect({ sock, username: 'root', privateKey, hostVerifier });
  });
}

function exec(
  client: ssh2.Client,
  command: string,
  input = '',
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, stream) => {
      if (error !== undefined) return reject(error);
      const result = { code: -1, out: '', err: '' };
      stream.on('data', (chunk: Buffer) => (result.out += chunk.toString()));
      stream.stderr.on('data', (chunk: Buffer) => (result.err += chunk.toString()));
      stream.on('exit', (code: number) => (result.code = code));
      stream.on('close', () => resolve(result));
      stream.end(input);
    });
  });
}

const dialEngine = (client: ssh2.Client) =>
  new Promise<ClientChannel>((resolve, reject) => {
    client.openssh_forwardOutStreamLocal('/run/docker.sock', (error, stream) =>
      error === undefined ? resolve(stream) : reject(error),
    );
  });

/** One request to the engine, over its socket in the guest. */
async function get(
  client: ssh2.Client,
  path: string,
  method = 'GET',
): Promise<{ status: number; body: string }> {
  const channel = await dialEngine(client);
  return new Promise((resolve, reject) => {
    // An agent that hands out the channel: any duplex stream does, whatever the types say.
    const agent = Object.assign(new Agent(), { createConnection: () => channel });
    const asked = request({ agent, path, method }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('the fake driver', () => {
  it('lets in who has the key of the seed disk, and shows the host key from there', async () => {
    const vm = await boot();
    const { shown } = await logIn(await vm.connect(signal));
    const expected = ssh2.utils.parseKey(hostKeys.public);
    if (expected instanceof Error) throw expected;
    expect(shown?.toString('hex')).toBe(
      Buffer.from(expected.getPublicSSH().toString('hex'), 'hex').toString('hex'),
    );
  });

  it('lets nobody else in', async () => {
    const vm = await boot();
    const stranger = ssh2.utils.generateKeyPairSync('ed25519').private;
    await expect(logIn(await vm.connect(signal), stranger)).rejects.toThrow(/authentication/);
  });

  it('runs its few commands', async () => {
    const { client } = await logIn(await (await boot()).connect(signal));
    expect(await exec(client, "'echo' 'a  b' c\\ d")).toEqual({ code: 0, out: 'a  b c d\n', err: '' });
    expect(await exec(client, 'true')).toMatchObject({ code: 0 });
    expect(await exec(client, 'exit 7')).toMatchObject({ code: 7 });
    expect(await exec(client, 'cat', 'x'.repeat(200_000))).toMatchObject({
      code: 0,
      out: 'x'.repeat(200_000),
    });
    expect(await exec(client, 'nothere')).toMatchObject({ code: 127, err: 'sh: nothere: not found\n' });
  });

  it('has an engine on its socket, and nothing on its ports', async () => {
    const { client } = await logIn(await (await boot()).connect(signal));
    expect(await get(client, '/_ping')).toEqual({ status: 200, body: 'OK' });
    expect(JSON.parse((await get(client, '/v1.43/version')).body)).toMatchObject({ Os: 'linux' });
    expect(await get(client, '/v1.43/containers/json?all=1')).toEqual({ status: 200, body: '[]' });
    expect(await get(client, '/nothere')).toMatchObject({
      status: 404,
      body: '{"message":"page not found"}',
    });
    expect(await get(client, '/info', 'POST')).toMatchObject({ status: 404 });
    const tcp = new Promise((_resolve, reject) => {
      client.forwardOut('127.0.0.1', 1, '127.0.0.1', 80, (error) => reject(error ?? new Error('it opened')));
    });
    await expect(tcp).rejects.toThrow(/open failure/);
  });

  it('ends on poweroff, the power button and a kill, each in its way', async () => {
    const byCommand = await boot();
    const { client } = await logIn(await byCommand.connect(signal));
    expect(await exec(client, 'poweroff')).toMatchObject({ code: 0 });
    expect(await byCommand.exited).toMatchObject({ kind: 'shutdown' });
    const byButton = await boot();
    await byButton.powerButton();
    expect(await byButton.exited).toMatchObject({ kind: 'shutdown' });
    const killed = await boot({ ignorePowerButton: true });
    await killed.powerButton();
    await killed.kill();
    expect(await killed.exited).toMatchObject({ kind: 'killed' });
    await expect(killed.connect(signal)).rejects.toMatchObject({ code: 'guest.unreachable' });
  });

  it('gives out one connection at a time', async () => {
    const vm = await boot();
    const first = await vm.connect(signal);
    const order: string[] = [];
    const second = vm.connect(signal).then(() => order.push('second'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push('first closes');
    first.destroy();
    await second;
    expect(order).toEqual(['first closes', 'second']);
  });

  it('fails as it is told to', async () => {
    const refusing = await boot({ refuseConnections: 2 });
    for (let n = 0; n < 2; n += 1)
      await expect(refusing.connect(signal)).rejects.toMatchObject({ code: 'guest.unreachable' });
    await logIn(await refusing.connect(signal));
    await refusing.kill();

    const dying = await boot({ diesAfterMs: 30 });
    const stream = await dying.connect(signal);
    const closed = new Promise((resolve) => stream.once('close', resolve));
    expect(await dying.exited).toMatchObject({ kind: 'crashed' });
    await closed;

    const controller = new AbortController();
    const waiting = (await boot({ neverBoots: true })).connect(controller.signal);
    setTimeout(() => controller.abort(new Error('enough')), 10);
    await expect(waiting).rejects.toThrow('enough');
  });

  it('knows its disk and what runs in this process', async () => {
    const driver = fakeDriver();
    expect(await driver.diskGiB(dir)).toBeUndefined();
    await driver.createDisk(spec(10), dir, signal);
    await driver.createDisk(spec(20), dir, signal);
    await expect(driver.createDisk(spec(10), dir, signal)).rejects.toMatchObject({
      code: 'config.diskShrink',
    });
    expect(await driver.diskGiB(dir)).toBeGreaterThan(0);
    expect(await driver.find(dir)).toBeUndefined();
    const vm = await driver.start(spec(), dir, found, signal);
    expect(await driver.find(dir)).toBe(vm);
    await vm.kill();
    expect(await driver.find(dir)).toBeUndefined();
    await driver.delete(dir);
    expect(await driver.diskGiB(dir)).toBeUndefined();
  });
});

describe('splitWords', () => {
  it.each([
    ['', []],
    ['a  b', ['a', 'b']],
    [`'it'\\''s' "a \\"b\\"" ''`, ["it's", 'a "b"', '']],
    [`x'y'"z"`, ['xyz']],
    ["'a\nb'", ['a\nb']],
  ])('splits %j', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });
});
