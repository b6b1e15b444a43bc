/** Published ports: open on this computer from the moment that `docker run` returns until the container stops. */
import { expect, test } from 'vitest';
import { freePort, isOpen, occupy, page } from './http.ts';
import { image, sharedHome } from './shared-vm.ts';
import { eventually } from './wait.ts';

const { docker, guest, status } = sharedHome();
const server = [image, 'httpd', '-f', '-h', '/var/www'];
const hello = 'hello from the container\n';

for (const [kind, prefix] of [
  ['the loopback', '127.0.0.1:'],
  ['all addresses', ''],
] as const) {
  test(`parity C03 a port published on ${kind} answers at once, five times, and closes with the container`, async () => {
    for (let round = 0; round < 5; round += 1) {
      const port = await freePort();
      await docker('run', '-d', '--name', 'web', '-p', `${prefix}${port}:80`, ...server);
      expect(await page(port), `round ${round}`).toBe(hello);
      expect(await docker('port', 'web')).toContain(`:${port}`);
      await docker('rm', '-f', 'web');
      await eventually(`port ${port} closed`, async () => ((await isOpen(port)) ? undefined : true));
    }
  });
}

test('parity C03 C20 docker run -P chooses ports that answer', async () => {
  await docker('run', '-d', '--name', 'web', '--expose', '80', '-P', ...server);
  const port = Number((await docker('port', 'web', '80/tcp')).split('\n')[0]?.split(':').at(-1));
  expect(await page(port)).toBe(hello);
  await docker('rm', '-f', 'web');
});

test('parity C03 a port follows its container through stop, start and restart', async () => {
  const port = await freePort();
  await docker('run', '-d', '--name', 'web', '-p', `${port}:80`, ...server);
  await docker('stop', '-t', '0', 'web');
  await eventually(`port ${port} closed`, async () => ((await isOpen(port)) ? undefined : true));
  await docker('start', 'web');
  expect(await page(port)).toBe(hello);
  await docker('restart', '-t', '0', 'web');
  expect(await page(port)).toBe(hello);
  await docker('rm', '-f', 'web');
});

test('parity C03 a port that another program holds: the container runs, the status tells, and it is taken over', async () => {
  const holder = await occupy(0);
  const { port } = holder;
  await docker('run', '-d', '--name', 'web', '-p', `127.0.0.1:${port}:80`, ...server);
  expect(await docker('inspect', '-f', '{{.State.Running}}', 'web')).toBe('true');
  expect((await status()).problems).toContainEqual(
    expect.objectContaining({
      subject: `port ${port}/tcp`,
      error: expect.objectContaining({ code: 'port.inUse' }),
    }),
  );
  expect(await page(port)).toBe('occupied');
  await holder.close();
  await eventually(`port ${port} taken over`, async () => ((await isOpen(port)) ? true : undefined));
  expect(await page(port)).toBe(hello);
  expect((await status()).problems.filter(({ subject }) => subject.startsWith('port'))).toEqual([]);
  await docker('rm', '-f', 'web');
});

test('parity C03 port 22 of the VM is free for containers', async () => {
  // Whether this computer lets us have its own port 22 is another matter, and none of the container's.
  await docker(
    'run',
    '-d',
    '--name',
    'ssh',
    '-p',
    '22:22',
    image,
    'httpd',
    '-f',
    '-p',
    '22',
    '-h',
    '/var/www',
  );
  expect(await docker('inspect', '-f', '{{.State.Running}}', 'ssh')).toBe('true');
  expect(await guest('wget -q -O - http://127.0.0.1:22/')).toBe(hello.trim());
  await docker('rm', '-f', 'ssh');
});
