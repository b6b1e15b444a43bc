/** What keeps containers, and other users of this computer, where they belong. */
import { expect, test } from 'vitest';
import { freePort } from './http.ts';
import { corePid, listening, listeners, portsOf, qemuPid } from './processes.ts';
import { run } from './program.ts';
import { image, sharedHome } from './shared-vm.ts';

const { docker, guest, paths } = sharedHome();

test('AppArmor confines a container, and its profile is enforced', async () => {
  expect(await docker('run', '--rm', image, 'cat', '/proc/self/attr/current')).toBe('docker-default (enforce)');
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
  await docker('run', '--name', 'greedy', '--memory', '16m', image, 'sh', '-c', 'tail /dev/zero || true').catch(() => '');
  expect(await docker('inspect', '-f', '{{.State.OOMKilled}}', 'greedy')).toBe('true');
  await docker('rm', 'greedy');
});

test('nothing listens in the VM', async () => {
  const tables = await guest('cat /proc/net/tcp /proc/net/tcp6; echo; cat /proc/net/udp /proc/net/udp6 | grep -v local_address || true');
  const [tcp = '', udp = ''] = tables.split('\n\n');
  expect(listening(tcp)).toEqual([]);
  expect(udp.trim()).toBe('');
});

test('core and VM listen on no TCP port but published ones', async () => {
  const pids = [await corePid(paths), await qemuPid(paths)];
  expect(await portsOf(pids)).toEqual([]);
  const port = await freePort();
  await docker('run', '-d', '--name', 'web', '-p', `${port}:80`, image, 'httpd', '-f');
  expect(await portsOf(pids)).toEqual([port]);
  await docker('rm', '-f', 'web');
});

test('a container finds nothing of Moorage on the host', async () => {
  const host = new Set((await listeners()).map(({ port }) => port));
  const usual = [22, 2375, 2376, 4444, 5900];
  const asked = [...new Set([...host, ...usual])];
  const script = asked.map((port) => `nc -z -w 2 10.0.2.2 ${port} && echo ${port}`).join('; ');
  const found = (await docker('run', '--rm', image, 'sh', '-c', `${script}; true`)).split('\n').filter(Boolean).map(Number);
  // QEMU's network leads to this computer's own loopback, where other programs may listen, but none of ours does.
  const ours = await portsOf([await corePid(paths), await qemuPid(paths)]);
  expect(ours).toEqual([]);
  expect(found.filter((port) => !host.has(port))).toEqual([]);
});

test.skipIf(process.getuid?.() !== 0)('another user reaches neither sockets nor keys (only root can try this)', async () => {
  const sockets = [paths.engineSocket, paths.controlSocket, paths.qmpSocket, paths.sshSocket, paths.consoleSocket];
  const files = [`${paths.keysDir}/id_ed25519`, `${paths.keysDir}/host_ed25519`, paths.appLog, `${paths.vmDir}/data.qcow2`];
  const script = `
    const { connect } = require('node:net');
    const { openSync } = require('node:fs');
    for (const path of ${JSON.stringify(files)}) try { openSync(path); console.log('open'); } catch (error) { console.log(error.code); }
    for (const path of ${JSON.stringify(sockets)}) connect(path, () => { console.log('open'); process.exit(); }).on('error', (error) => console.log(error.code));`;
  const nobody = await run([process.execPath, '-e', script], { uid: 65534, cwd: '/' });
  expect(nobody.stderr).toBe('');
  expect(nobody.text.split('\n')).toEqual([...files, ...sockets].map(() => 'EACCES'));
});
