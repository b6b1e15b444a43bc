/** Published ports: open on this computer from the moment that `docker run` returns until the container stops. */
import { expect, test } from 'vitest';
import { freePort, isOpen, occupy, page } from './http.ts';
import { image, removeAfterEach, sharedHome } from './shared-vm.ts';
import { eventually } from './wait.ts';

const home = sharedHome();
const { docker, guest, status } = home;
removeAfterEach(home);
const loopbacks = ['127.0.0.1', '::1'];
const server = [image, 'httpd', '-f', '-h', '/var/www'];
const hello = 'hello from the container\n';

for (const [kind, prefix, hosts] of [
  ['127.0.0.1', '127.0.0.1:', ['127.0.0.1']],
  ['another address of the loopback', '127.0.0.9:', ['127.0.0.9']],
  ['all addresses', '', loopbacks],
] as const) {
  test(`parity C03 a port published on ${kind} answers there at once, three times, and closes with the container`, async () => {
    for (let round = 0; round < 3; round += 1) {
      const port = await freePort();
      await docker('run', '-d', '--name', 'web', '-p', `${prefix}${port}:80`, ...server);
      for (const host of hosts) expect(await page(port, '/', host), `round ${round}, ${host}`).toBe(hello);
      for (const host of ['127.0.0.1', '127.0.0.9', '::1'].filter((one) => !hosts.some((has) => has === one)))
        expect(await isOpen(port, host), `round ${round}, ${host}`).toBe(false);
      expect(await docker('port', 'web')).toContain(`:${port}`);
      await docker('rm', '-f', 'web');
      for (const host of hosts) {
        const gone = async () => ((await isOpen(port, host)) ? undefined : true);
        await eventually(`port ${port} of ${host} closed`, gone);
      }
    }
  });
}

test('parity C03 C20 ranges, -P and an address of one family: all of them answer, and docker tells what was asked', async () => {
  const first = 21_400;
  const range = `${first}-${first + 4}:80-84`;
  await docker('run', '-d', '--name', 'web', '-p', range, '-p', `[::1]:${first}:80`, ...server).catch(
    // An engine without IPv6 in the guest refuses the last; the range alone is what this is about.
    () => docker('run', '-d', '--name', 'web', '-p', range, ...server),
  );
  expect(await page(first)).toBe(hello);
  expect(await page(first, '/', '::1')).toBe(hello);
  expect((await docker('port', 'web', '80/tcp')).split('\n')).toContain(`0.0.0.0:${first}`);
  for (let port = first; port <= first + 4; port += 1) expect(await isOpen(port)).toBe(true);
  await docker('rm', '-f', 'web');
});

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
  const problem = (await status()).problems.find(({ subject }) => subject === `port ${port}/tcp`);
  // Who has it: this process.
  expect(problem?.error.params).toMatchObject({ holder: expect.stringContaining(`pid ${process.pid}`) });
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
