/** What breaks between the host and the VM breaks nothing in the VM. */
import { expect, test } from 'vitest';
import { freePort, page } from './http.ts';
import { corePid, emulatorsOf, killAll } from './processes.ts';
import { image, sharedHome } from './shared-vm.ts';

const { docker, moorage, tryMoorage, status, start, paths, facts } = sharedHome();
const lifeOf = (name: string) =>
  docker('inspect', '-f', '{{.Id}} {{.State.StartedAt}} {{.RestartCount}} {{.State.Running}}', name);

test('the connection to the guest breaks under load: what is asked next waits, and containers go on', async () => {
  const port = await freePort();
  await docker('run', '-d', '--name', 'web', '-p', `${port}:80`, image, 'httpd', '-f', '-h', '/var/www');
  const before = await lifeOf('web');
  const load = Promise.allSettled(
    Array.from({ length: 4 }, () => docker('run', '--rm', image, 'sleep', '3')),
  );
  // Ends every session of the guest's SSH server, this one too.
  const broken = await tryMoorage(['ssh', '--', 'sh', '-c', 'kill -9 $(pidof sshd-session) || exit 0']);
  // Not the script's own exit code, which would be 0, but that of a connection that broke.
  expect(broken.code).toBe(255);
  const asked = await Promise.all(
    ['one', 'two', 'three'].map((word) => docker('run', '--rm', image, 'echo', word)),
  );
  expect(asked).toEqual(['one', 'two', 'three']);
  expect(await lifeOf('web')).toBe(before);
  expect(await page(port)).toBe('hello from the container\n');
  expect((await status()).state).toBe('running');
  await load;
  await docker('rm', '-f', 'web');
});

test('parity M01 the core is killed: the VM goes on, and the next start takes it over with its ports', async () => {
  const port = await freePort();
  await docker('run', '-d', '--name', 'web', '-p', `${port}:80`, image, 'httpd', '-f', '-h', '/var/www');
  const before = await lifeOf('web');
  const emulators = await emulatorsOf(facts.home);
  expect(emulators).toHaveLength(1);
  await killAll([await corePid(paths)]);
  const orphan = await status();
  expect(orphan).toMatchObject({ state: 'running', engine: null });
  expect(orphan.problems.map(({ error }) => error.code)).toEqual(['core.notRunning']);
  await start();
  expect(await emulatorsOf(facts.home)).toEqual(emulators);
  expect(await lifeOf('web')).toBe(before);
  expect(await page(port)).toBe('hello from the container\n');
  expect((await moorage(['ssh', '--', 'echo', 'again'])).text).toBe('again');
  await docker('rm', '-f', 'web');
});
