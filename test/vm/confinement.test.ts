/** What keeps containers, and other users of this computer, where they belong. */
import ssh2, { type ConnectConfig } from 'ssh2';
import { expect, test } from 'vitest';
import { guestSshPort } from '../../main/core/vm/qemu/args.ts';
import { freePort } from './http.ts';
import { limit } from './pace.ts';
import { corePid, listenersOf, listening, listeners, qemuPid } from './processes.ts';
import { run } from './program.ts';
import { image, sharedHome } from './shared-vm.ts';

const { docker, guest, paths } = sharedHome();

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

test('nothing listens in the VM but its SSH server, which containers do not reach', async () => {
  const tables = await guest(
    'cat /proc/net/tcp /proc/net/tcp6; echo; tail -q -n +2 /proc/net/udp /proc/net/udp6',
  );
  const [tcp = '', udp = ''] = tables.split('\n\n');
  expect(listening(tcp).map(({ port }) => port)).toEqual([guestSshPort]);
  expect(udp.trim()).toBe('');
  const attempts = ['10.0.2.15', '172.17.0.1'].map(
    (address) => `nc -z -w 3 ${address} ${guestSshPort} && echo open`,
  );
  expect(await docker('run', '--rm', image, 'sh', '-c', `${attempts.join('; ')}; true`)).toBe('');
});

test('core and VM listen on no TCP port but the way in for SSH, on the loopback, and published ones', async () => {
  const pids = [await corePid(paths), await qemuPid(paths)];
  const [way, ...others] = await listenersOf(pids);
  expect(others).toEqual([]);
  expect(way?.loopback).toBe(true);
  const port = await freePort();
  await docker('run', '-d', '--name', 'web', '-p', `${port}:80`, image, 'httpd', '-f');
  const ports = new Set((await listenersOf(pids)).map((listener) => listener.port));
  expect(ports).toEqual(new Set([way?.port, port]));
  await docker('rm', '-f', 'web');
});

test('the way in for SSH takes no password and no key but its own', async () => {
  const [way] = await listenersOf([await qemuPid(paths)]);
  const stranger = ssh2.utils.generateKeyPairSync('ed25519').private;
  for (const credentials of [{ password: '' }, { password: 'root' }, { privateKey: stranger }]) {
    const refused = await login({
      host: '127.0.0.1',
      port: way?.port ?? 0,
      username: 'root',
      ...credentials,
    });
    expect(refused).toMatch(/authentication methods failed/);
  }
});

test('a container finds nothing of Moorage on the host but the way in for SSH', async () => {
  const host = new Set((await listeners()).map(({ port }) => port));
  const usual = [22, 2375, 2376, 4444, 5900];
  const asked = [...new Set([...host, ...usual])];
  const script = asked.map((port) => `nc -z -w 2 10.0.2.2 ${port} && echo ${port}`).join('; ');
  const answer = await docker('run', '--rm', image, 'sh', '-c', `${script}; true`);
  const found = answer.split('\n').filter(Boolean).map(Number);
  // QEMU's network leads to this computer's own loopback, where other programs may listen; of ours only one does.
  const ours = (await listenersOf([await corePid(paths), await qemuPid(paths)])).map(({ port }) => port);
  expect(ours).toHaveLength(1);
  expect(found.filter((port) => !host.has(port))).toEqual([]);
});

test.skipIf(process.getuid?.() !== 0)(
  'another user reaches neither sockets nor keys (only root can try this)',
  async () => {
    const sockets = [paths.engineSocket, paths.controlSocket, paths.qmpSocket, paths.consoleSocket];
    const files = [
      `${paths.keysDir}/id_ed25519`,
      `${paths.keysDir}/host_ed25519`,
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
