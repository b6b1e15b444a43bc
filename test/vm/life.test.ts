/** The VM's end, orderly and not, and what of it is there afterwards. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { isOpen, page } from './http.ts';
import { emulatorsOf, killAll, qemuPid } from './processes.ts';
import { image, sharedHome } from './shared-vm.ts';
import { eventually } from './wait.ts';

const { docker, moorage, guest, status, start, paths, facts } = sharedHome();

test('parity M01 C05 M07 QEMU is killed: the state says so; after a start volumes, restart policies and ports hold', async () => {
  const write = 'head -c 3000000 /dev/urandom >/data/file && sync && sha256sum </data/file && sleep 1000';
  const always = ['-d', '--restart', 'always', '--name', 'always', '-v', 'kept:/data'];
  await docker('run', ...always, image, 'sh', '-c', `[ -e /data/file ] && exec sleep 1000; ${write}`);
  await docker('run', '-d', '--name', 'once', image, 'sleep', '1000');
  const server = [image, 'httpd', '-f', '-h', '/var/www'];
  const published = ['-p', '18081:80', '-p', '127.0.0.1:18082:80'];
  await docker('run', '-d', '--restart', 'always', '--name', 'served', ...published, ...server);
  await moorage(['port', 'add', '18083:80', '--container', 'served']);
  const hash = await eventually(
    'the data written',
    async () => (await docker('logs', 'always')) || undefined,
  );
  // What the guest hasn't written to its disk yet goes with it, the engine's notes of new containers too.
  await guest('sync');
  await killAll([await qemuPid(paths)]);
  const failed = await eventually('failed', async () => {
    const told = await status();
    return told.state === 'failed' ? told : undefined;
  });
  expect(failed.error?.code).toBe('vm.exited');
  expect(failed).toMatchObject({ engine: null, vm: null });

  await start();
  expect((await status()).state).toBe('running');
  expect(await docker('exec', 'always', 'sh', '-c', 'sha256sum </data/file')).toBe(hash);
  expect(await docker('inspect', '-f', '{{.State.Running}}', 'always', 'once')).toBe('true\nfalse');
  for (const port of [18_081, 18_082, 18_083]) {
    await eventually(`port ${port} open again`, async () => ((await isOpen(port)) ? true : undefined));
    expect(await page(port)).toBe('hello from the container\n');
  }
  await moorage(['port', 'rm', '18083']);
  await docker('rm', '-f', 'served');
});

test('parity M01 E02 an orderly stop lets containers end; the next start brings back what shall come back', async () => {
  const patient = 'trap "echo ended >/data/end; exit 0" TERM; echo ready; while :; do sleep 0.1; done';
  await docker(
    'run',
    '-d',
    '--restart',
    'unless-stopped',
    '--name',
    'patient',
    '-v',
    'end:/data',
    image,
    'sh',
    '-c',
    patient,
  );
  await eventually('ready', async () => (await docker('logs', 'patient')) || undefined);
  await moorage(['stop'], { seconds: 30 });
  expect(await status()).toMatchObject({ state: 'stopped', engine: null, vm: null, problems: [] });
  expect(await emulatorsOf(facts.home)).toEqual([]);
  const lines = (await readFile(paths.vmLog, 'utf8')).trim().split('\n');
  expect(lines.findLast((line) => line.includes('moorage: step'))).toContain('moorage: step stopped');
  await moorage(['stop']);

  await start();
  expect(await docker('exec', 'patient', 'cat', '/data/end')).toBe('ended');
  expect(await docker('inspect', '-f', '{{.State.Running}}', 'patient')).toBe('true');
  const before = Date.now() / 1000;
  const clock = Number(await guest('date +%s'));
  expect(Math.abs(clock - before)).toBeLessThan(5);
  await docker('rm', '-f', 'patient', 'always', 'once');
  await docker('volume', 'rm', 'kept', 'end');
});

test('parity M01 moorage restart keeps ports for those who come back', async () => {
  const args = ['-d', '--restart', 'always', '--name', 'web', '-p', '18080:80'];
  await docker('run', ...args, image, 'httpd', '-f', '-h', '/var/www');
  await moorage(['restart', '--cpus', '2', '--memory', '2G'], { seconds: 45 });
  // The engine answers before it has brought back all containers.
  await eventually('the port open again', async () => ((await isOpen(18080)) ? true : undefined));
  await docker('rm', '-f', 'web');
});
