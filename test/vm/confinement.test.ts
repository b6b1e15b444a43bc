/** What keeps containers, and other users of this computer, where they belong. */
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import ssh2, { type ConnectConfig } from 'ssh2';
import { expect, test } from 'vitest';
import { guestEnginePort, guestSshPort, wayInAddress } from '../../main/core/vm/qemu/args.ts';
import { freePort } from './http.ts';
import { limit } from './pace.ts';
import { corePid, listenersOf, listening, listeners, qemuPid } from './processes.ts';
import { run } from './program.ts';
import { image, sharedHome } from './shared-vm.ts';

const { docker, guest, paths, status } = sharedHome();
/** See `vm-images/guest/root/etc/sv/dns`. */
const guestNamesPort = 61_053;
/** Where we come in, out of the guest's reach. */
const wayIn = wayInAddress(process.platform);

test('AppArmor confines a container, and its profile is enforced', async () => {
  expect(await docker('run', '--rm', image, 'cat', '/proc/self/attr/current')).toBe(
    'docker-default (enforce)',
  );
});

test('seccomp filters the system calls of a container', async () => {
  expect(await docker('run', '--rm', image, 'grep', '^Seccomp:', '/proc/self/status')).toMatch(/\b2$/);
});

test('parity C07 limits of memory and processors reach the control group', async () => {
  const files = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/cpu.max', '/sys/fs/cgroup/pids.max'];
  const limits = ['--memory', '64m', '--cpus', '0.5', '--pids-limit', '50'];
  const told = await docker('run', '--rm', ...limits, image, 'cat', ...files);
  expect(told.split('\n')).toEqual([`${64 * 2 ** 20}`, '50000 100000', '50']);
});

test('parity C16 a container that takes too much memory is ended, and says so', async () => {
  // tail keeps what it was given until the end.
  await docker(
    'run',
    '--name',
    'greedy',
    '--memory',
    '16m',
    image,
    'sh',
    '-c',
    'tail /dev/zero || true',
  ).catch(() => '');
  expect(await docker('inspect', '-f', '{{.State.OOMKilled}}', 'greedy')).toBe('true');
  await docker('rm', 'greedy');
});

test('nothing listens in the VM but its SSH server, its engine and its names; containers reach the last alone', async () => {
  const tables = await guest(
    'cat /proc/net/tcp /proc/net/tcp6; echo; tail -q -n +2 /proc/net/udp /proc/net/udp6',
  );
  const [tcp = '', udp = ''] = tables.split('\n\n');
  const ports = [guestSshPort, guestEnginePort];
  expect(new Set(listening(tcp).map(({ port }) => port))).toEqual(new Set([...ports, guestNamesPort]));
  const open = udp.split('\n').flatMap((line) => /:([0-9A-F]{4}) 0+:0000 07 /.exec(line)?.[1] ?? []);
  expect(new Set(open.map((hex) => Number.parseInt(hex, 16)))).toEqual(new Set([guestNamesPort]));
  const attempts = ports.flatMap((port) =>
    ['10.0.2.15', '172.17.0.1'].map(
      (address) => `nc -w 3 ${address} ${port} </dev/null >/dev/null 2>&1 && echo open`,
    ),
  );
  expect(await docker('run', '--rm', image, 'sh', '-c', `${attempts.join('; ')}; true`)).toBe('');
});

test('core and VM listen on TCP for the ways in, the window and published ports, on the loopback', async () => {
  const pids = [await corePid(paths), await qemuPid(paths)];
  const ways = await listenersOf(pids);
  // SSH and the engine's TLS are QEMU's, the window is the core's.
  expect(ways).toHaveLength(3);
  expect(ways.every(({ loopback }) => loopback)).toBe(true);
  const port = await freePort();
  await docker('run', '-d', '--name', 'web', '-p', `${port}:80`, image, 'httpd', '-f');
  const all = await listenersOf(pids);
  expect(new Set(all.map((listener) => listener.port))).toEqual(
    new Set([...ways.map((way) => way.port), port]),
  );
  expect(all.every(({ loopback }) => loopback)).toBe(true);
  await docker('rm', '-f', 'web');
});

test('the way in for SSH takes no password and no key but its own', async () => {
  const { ssh } = await waysIn();
  const stranger = ssh2.utils.generateKeyPairSync('ed25519').private;
  for (const credentials of [{ password: '' }, { password: 'root' }, { privateKey: stranger }]) {
    const refused = await login({ host: wayIn, port: ssh, username: 'root', ...credentials });
    expect(refused).toMatch(/authentication methods failed/);
  }
});

test('the way in for the engine takes nobody without its own certificate', async () => {
  const { engine } = await waysIn();
  const question = 'GET /_ping HTTP/1.1\r\nHost: engine\r\nConnection: close\r\n\r\n';
  const plain = await exchange(connect({ host: wayIn, port: engine }), question);
  expect(plain).not.toMatch(/OK$/);
  // A certificate of its own does not help either: the VM's server one is known to the engine, and not as a client.
  const [cert, key] = await Promise.all(
    ['pem', 'key'].map((half) => readFile(`${paths.keysDir}/engine_server.${half}`)),
  );
  for (const credentials of [{}, { cert, key }]) {
    const options = { host: wayIn, port: engine, rejectUnauthorized: false, ...credentials };
    expect(await exchange(connectTls(options), question)).not.toContain('OK');
  }
  const ours = await Promise.all(
    ['pem', 'key'].map((half) => readFile(`${paths.keysDir}/engine_client.${half}`)),
  );
  const known = { host: wayIn, port: engine, rejectUnauthorized: false, cert: ours[0], key: ours[1] };
  expect(await exchange(connectTls(known), question)).toMatch(/OK$/);
});

test('a container that scans its gateway finds nothing of Moorage but the window, which lets it not in', async () => {
  const host = new Set((await listeners()).map(({ port }) => port));
  const usual = [22, 2375, 2376, 4444, 5900];
  const asked = [...new Set([...host, ...usual])];
  const window = Number(new URL((await status()).window ?? '').port);
  const ours = (await listenersOf([await corePid(paths), await qemuPid(paths)])).map(({ port }) => port);
  expect(ours).toHaveLength(3);
  for (const network of ['bridge', 'host']) {
    // QEMU's network leads to this computer's own 127.0.0.1, where other programs may listen; of ours the window does.
    const script = asked
      .map((port) => `nc -w 2 10.0.2.2 ${port} </dev/null >/dev/null 2>&1 && echo ${port}`)
      .join('; ');
    const answer = await docker('run', '--rm', '--network', network, image, 'sh', '-c', `${script}; true`);
    const found = answer.split('\n').filter(Boolean).map(Number);
    expect(found.filter((port) => !host.has(port))).toEqual([]);
    expect(found.filter((port) => ours.includes(port))).toEqual([window]);
  }
  const page = `wget -q -O- http://10.0.2.2:${window}/ 2>&1; true`;
  expect(await docker('run', '--rm', image, 'sh', '-c', page)).toMatch(/401/);
});

test.skipIf(process.getuid?.() !== 0)(
  'another user reaches neither sockets nor keys (only root can try this)',
  async () => {
    const sockets = [paths.engineSocket, paths.controlSocket, paths.qmpSocket, paths.consoleSocket];
    const files = [
      `${paths.keysDir}/id_ed25519`,
      `${paths.keysDir}/host_ed25519`,
      `${paths.keysDir}/engine_client.key`,
      `${paths.keysDir}/engine_server.key`,
      paths.appLog,
      `${paths.vmDir}/data.qcow2`,
    ];
    const script = `
    const { connect } = require('node:net');
    const { openSync } = require('node:fs');
    for (const path of ${JSON.stringify(files)}) try { openSync(path); console.log('open'); } catch (error) { console.log(error.code); }
    for (const path of ${JSON.stringify(sockets)}) connect(path, () => { console.log('open'); process.exit(); }).on('error', (error) => console.log(error.code));`;
    const nobody = await run([process.execPath, '-e', script], { uid: 65534, cwd: '/' });
    expect(nobody.stderr).toBe('');
    expect(nobody.text.split('\n')).toEqual([...files, ...sockets].map(() => 'EACCES'));
  },
);

/** Tries to log in, and returns why that failed; empty if it didn't. */
function login(config: ConnectConfig): Promise<string> {
  return new Promise((resolve) => {
    const client = new ssh2.Client();
    const done = (said: string) => {
      client.end();
      resolve(said);
    };
    client.on('ready', () => done('')).on('error', (error) => done(error.message));
    client.connect({ ...config, readyTimeout: limit(10) });
  });
}

/** The host's ports of QEMU's two forwards. SSH servers speak first (RFC 4253, 4.2), TLS servers don't. */
async function waysIn(): Promise<{ readonly ssh: number; readonly engine: number }> {
  const ports = (await listenersOf([await qemuPid(paths)])).map(({ port }) => port);
  const said = await Promise.all(ports.map((port) => exchange(connect({ host: wayIn, port }))));
  const at = said.findIndex((text) => text.startsWith('SSH-'));
  const [ssh, engine] = [ports[at], ports[1 - at]];
  if (ssh === undefined || engine === undefined) throw new Error(`not the two ways in: ${said.join(' | ')}`);
  return { ssh, engine };
}

/** Sends a text and collects what comes back until the end, an error, or the time is over. */
function exchange(socket: Socket, text?: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(done, text === undefined ? 2000 : limit(10));
    socket.on('data', (data: Buffer) => {
      answer += data.toString('latin1');
      if (text === undefined) done();
    });
    socket.on('error', done).on('close', done);
    if (text !== undefined) socket.write(text);
  });
}
