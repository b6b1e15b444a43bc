/** The user's own forwards: of running containers, published or not, and of what listens in the VM. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { PortForward } from '../../main/contract/model.ts';
import { portForward } from '../../main/contract/schemas.ts';
import { freePort, isOpen, occupy, page } from './http.ts';
import { limit } from './pace.ts';
import { corePid, killAll } from './processes.ts';
import { image, removeAfterEach, sharedHome } from './shared-vm.ts';
import { eventually } from './wait.ts';

const home = sharedHome();
const { docker, moorage, tryMoorage, guest, facts, paths } = home;
removeAfterEach(home);
const server = [image, 'httpd', '-f', '-h', '/var/www'];
const hello = 'hello from the container\n';

async function rows(): Promise<PortForward[]> {
  return v.parse(v.array(portForward), JSON.parse((await moorage(['port', 'ls', '--json'])).text));
}

const rowsOf = async (container: string) =>
  (await rows()).filter(({ target }) => target.container === container);
const closed = (port: number) =>
  eventually(`port ${port} closed`, async () => ((await isOpen(port)) ? undefined : true));

test('parity M07 a port that a running container does not publish is forwarded, moved and closed, and the container never notices', async () => {
  const [port, other] = [await freePort(), await freePort()];
  await docker('run', '-d', '--name', 'web', ...server);
  const before = await docker('inspect', '-f', '{{.Id}} {{.State.StartedAt}} {{.RestartCount}}', 'web');
  const added = await moorage(['port', 'add', `${port}:80`, '--container', 'web']);
  expect(added.text).toContain('web:80');
  expect(await page(port)).toBe(hello);
  expect(await page(port, '/', '::1')).toBe(hello);
  // Asking again is fine.
  await moorage(['port', 'add', `${port}:80`, '--container', 'web']);
  expect((await rowsOf('web')).filter(({ source }) => source === 'rule')).toHaveLength(2);
  await moorage(['port', 'move', String(port), '--to', String(other)]);
  await closed(port);
  expect(await page(other)).toBe(hello);
  await moorage(['port', 'rm', String(other)]);
  await closed(other);
  expect(await docker('inspect', '-f', '{{.Id}} {{.State.StartedAt}} {{.RestartCount}}', 'web')).toBe(before);
  // The engine's own view tells what was asked of it, and nothing was.
  expect(await docker('port', 'web')).toBe('');
  await docker('rm', '-f', 'web');
});

test('parity M07 C20 a published port is closed, restored and moved while docker port goes on telling what was asked', async () => {
  const [port, other] = [await freePort(), await freePort()];
  await docker('run', '-d', '--name', 'web', '-p', `${port}:80`, ...server);
  await moorage(['port', 'rm', `${port}/tcp`]);
  await closed(port);
  expect((await rowsOf('web')).map(({ state }) => state)).toContain('closed');
  expect(await docker('port', 'web', '80/tcp')).toContain(`0.0.0.0:${port}`);
  await moorage(['port', 'restore', String(port)]);
  expect(await page(port)).toBe(hello);
  await moorage(['port', 'move', String(port), '--to', String(other)]);
  expect(await page(other)).toBe(hello);
  // It is remembered for the container's name.
  await docker('restart', '-t', '0', 'web');
  expect(await page(other)).toBe(hello);
  expect(await isOpen(port)).toBe(false);
  await moorage(['port', 'restore', String(other)]);
  expect(await page(port)).toBe(hello);
  await docker('rm', '-f', 'web');
});

test('parity M07 a rule for a container that is not there yet waits for it, and comes back with it', async () => {
  const port = await freePort();
  await moorage(['port', 'add', `${port}:80`, '--container', 'later']);
  expect((await rowsOf('later')).map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  for (const round of [1, 2]) {
    await docker('run', '-d', '--name', 'later', ...server);
    expect(await page(port), `round ${round}`).toBe(hello);
    await docker('rm', '-f', 'later');
    await closed(port);
  }
  // By another name it is another container, until it has the name again.
  await docker('run', '-d', '--name', 'sooner', ...server);
  await docker('rename', 'sooner', 'later');
  await eventually('the rule follows the name', async () => ((await isOpen(port)) ? true : undefined));
  expect(await page(port)).toBe(hello);
  await docker('rename', 'later', 'never');
  await closed(port);
  await docker('rm', '-f', 'never');
  await moorage(['port', 'rm', String(port)]);
});

test(
  'parity M07 M09 a rule of a compose service comes back when compose makes the container anew',
  async () => {
    const port = await freePort();
    const dir = join(facts.home, 'compose-ports');
    const file = `services:\n  web:\n    image: ${image}\n    command: httpd -f -h /var/www\n`;
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'compose.yaml'), file);
    const compose = (...args: string[]) =>
      docker('compose', '-f', join(dir, 'compose.yaml'), '-p', 'rules', ...args);
    await compose('up', '-d');
    await moorage(['port', 'add', `${port}:80`, '--container', 'rules-web-1']);
    expect(await page(port)).toBe(hello);
    await compose('up', '-d', '--force-recreate', '--timeout', '0');
    await eventually('the rule is back', async () => ((await isOpen(port)) ? true : undefined));
    expect(await page(port)).toBe(hello);
    await compose('down', '--timeout', '0');
    await closed(port);
    await moorage(['port', 'rm', String(port)]);
  },
  limit(20),
);

test('parity M07 what listens in the VM without being published is listed, and forwarded with one command', async () => {
  await docker(
    'run',
    '-d',
    '--name',
    'near',
    '--network',
    'host',
    image,
    'httpd',
    '-f',
    '-p',
    '8123',
    '-h',
    '/var/www',
  );
  await docker(
    'run',
    '-d',
    '--name',
    'hidden',
    '--expose',
    '99',
    image,
    'httpd',
    '-f',
    '-p',
    '8124',
    '-h',
    '/var/www',
  );
  const listed = await eventually('both are listed', async () => {
    const detected = (await rows()).filter(({ state }) => state === 'detected');
    const names = detected.map(({ target, protocol }) => `${target.container}:${target.port}/${protocol}`);
    return names.includes('near:8123/tcp') && names.includes('hidden:8124/tcp') ? names : undefined;
  });
  expect(listed).toContain('hidden:99/tcp');
  // Moorage's own servers in the VM are nobody's business.
  expect(listed.filter((name) => name.startsWith('undefined:'))).toEqual([]);
  await moorage(['port', 'add', '28123:8123', '--container', 'near']);
  await moorage(['port', 'add', '28124:8124', '--container', 'hidden']);
  expect(await page(28_123)).toBe(hello);
  expect(await page(28_124)).toBe(hello);
  await moorage(['port', 'rm', '28123']);
  await moorage(['port', 'rm', '28124']);
  await docker('rm', '-f', 'near', 'hidden');
});

test('parity M07 with the setting, what listens in the VM is forwarded without being asked for', async () => {
  await moorage(['config', 'set', 'ports.forwardDetected', 'true']);
  await docker(
    'run',
    '-d',
    '--name',
    'near',
    '--network',
    'host',
    image,
    'httpd',
    '-f',
    '-p',
    '8125',
    '-h',
    '/var/www',
  );
  await eventually('port 8125 is open', async () => ((await isOpen(8125)) ? true : undefined));
  expect(await page(8125)).toBe(hello);
  await docker('rm', '-f', 'near');
  await closed(8125);
  await moorage(['config', 'set', 'ports.forwardDetected', 'false']);
});

test('a program of the VM itself is forwarded, too', async () => {
  const port = await freePort();
  await guest('setsid httpd -p 8126 -h /etc >/dev/null 2>&1 </dev/null &');
  await moorage(['port', 'add', `${port}:8126`]);
  expect(await page(port, '/os-release')).toContain('Debian');
  await guest('kill $(pidof httpd)');
  await moorage(['port', 'rm', String(port)]);
});

test('parity C03 a range that crosses a busy port: one clear error, and the others work', async () => {
  const holder = await occupy(0);
  const first = holder.port - 1;
  await docker('run', '-d', '--name', 'web', ...server);
  const asked = await tryMoorage([
    'port',
    'add',
    `${first}:80`,
    `127.0.0.1:${holder.port}:80`,
    `${holder.port + 1}:80`,
    '--container',
    'web',
  ]);
  expect(asked.code).toBe(1);
  expect(asked.stderr.trim().split('\n')).toHaveLength(1);
  expect(asked.stderr).toContain(`Port ${holder.port} on 127.0.0.1 is already in use`);
  expect(asked.stderr).toContain(`pid ${process.pid}`);
  expect(await page(first)).toBe(hello);
  expect(await page(holder.port + 1)).toBe(hello);
  await holder.close();
  await eventually('the busy one is taken over', async () =>
    (await isOpen(holder.port)) ? true : undefined,
  );
  for (const port of [first, holder.port, holder.port + 1]) await moorage(['port', 'rm', String(port)]);
  await docker('rm', '-f', 'web');
});

test.each(['0:80', '80:0', '65536:80', '80', 'http:80', '8000-8010:80-81', '::1:80:80', '8080:80/sctp'])(
  'parity C03 %s is no forward, and the answer names it',
  async (word) => {
    const answer = await tryMoorage(['port', 'add', word]);
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain(word);
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
  },
);

test('parity M07 rules outlive the core: killed and started again, the forwards are the same as before', async () => {
  const [published, ruled] = [await freePort(), await freePort()];
  await docker(
    'run',
    '-d',
    '--name',
    'web',
    '-p',
    `${published}:80`,
    '-p',
    `127.0.0.1:${published + 1}:80`,
    ...server,
  );
  await moorage(['port', 'add', `${ruled}:80`, '--container', 'web']);
  const before = await rows();
  await killAll([await corePid(paths)]);
  // What the hypervisor carries doesn't even miss the core.
  expect(await page(published)).toBe(hello);
  await moorage(['start']);
  expect(await rows()).toEqual(before);
  for (const port of [published, published + 1, ruled]) expect(await page(port)).toBe(hello);
  await moorage(['port', 'rm', String(ruled)]);
  await docker('rm', '-f', 'web');
  await closed(published);
});
