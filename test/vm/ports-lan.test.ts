/**
 * Who may come in: this computer alone, unless the user says otherwise. Another computer is a network namespace with a
 * cable to this one (ip-netns(8)), which only root can make.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, page } from './http.ts';
import { limit } from './pace.ts';
import { run, succeed } from './program.ts';
import { image, removeAfterEach, sharedHome } from './shared-vm.ts';
import { eventually } from './wait.ts';

const home = sharedHome();
const { docker, moorage, tryMoorage } = home;
removeAfterEach(home);
const server = [image, 'httpd', '-f', '-h', '/var/www'];
const hello = 'hello from the container\n';
const name = `moorage-${process.pid}`;
const [here, there] = ['198.18.77.1', '198.18.77.2'];
const ip = (...args: string[]) => succeed(['ip', ...args]);

/** Whether this can be tried here at all. */
const possible =
  process.getuid?.() === 0 && (await run(['ip', 'netns']).catch(() => ({ code: 1 }))).code === 0;

beforeAll(async () => {
  if (!possible) return;
  await ip('netns', 'add', name);
  await ip('link', 'add', 'mvlan0', 'type', 'veth', 'peer', 'name', 'mvlan1', 'netns', name);
  await ip('address', 'add', `${here}/30`, 'dev', 'mvlan0');
  await ip('link', 'set', 'mvlan0', 'up');
  await ip('-n', name, 'address', 'add', `${there}/30`, 'dev', 'mvlan1');
  await ip('-n', name, 'link', 'set', 'mvlan1', 'up');
}, limit(5));

afterAll(async () => {
  await moorage(['config', 'set', 'ports.exposeToLan', 'false']);
  if (!possible) return;
  await run(['ip', 'link', 'delete', 'mvlan0']);
  await run(['ip', 'netns', 'delete', name]);
}, limit(5));

/** What the other computer gets from this one. */
async function fromOutside(port: number): Promise<string> {
  const script = `require('node:http').get('http://${here}:${port}/', (answer) => answer.pipe(process.stdout)).on('error', (error) => console.log(error.code)).setTimeout(5000, () => process.exit())`;
  return (await run(['ip', 'netns', 'exec', name, process.execPath, '-e', script])).text;
}

test.skipIf(!possible)(
  'parity C03 a port published on all addresses is not open to the LAN (only root can try this)',
  async () => {
    const port = await freePort();
    await docker('run', '-d', '--name', 'web', '-p', `${port}:80`, ...server);
    expect(await page(port)).toBe(hello);
    expect(await fromOutside(port)).toBe('ECONNREFUSED');
    // The one rule says otherwise, and takes it back.
    await moorage(['port', 'move', `127.0.0.1:${port}`, '--lan', 'on']);
    await eventually('open to the LAN', async () =>
      (await fromOutside(port)) === hello.trim() ? true : undefined,
    );
    expect(await page(port)).toBe(hello);
    expect(await page(port, '/', '::1')).toBe(hello);
    await moorage(['port', 'move', `0.0.0.0:${port}`, '--lan', 'off']);
    await eventually('closed to the LAN', async () =>
      (await fromOutside(port)) === 'ECONNREFUSED' ? true : undefined,
    );
    expect(await page(port)).toBe(hello);
    await docker('rm', '-f', 'web');
  },
);

test.skipIf(!possible)(
  'parity C03 the setting opens what is published on all addresses, and never what is published on 127.0.0.1',
  async () => {
    const port = await freePort();
    const ports = ['-p', `${port}:80`, '-p', `127.0.0.1:${port + 1}:80`];
    await moorage(['config', 'set', 'ports.exposeToLan', 'true']);
    await docker('run', '-d', '--name', 'web', ...ports, ...server);
    expect(await fromOutside(port)).toBe(hello.trim());
    expect(await fromOutside(port + 1)).toBe('ECONNREFUSED');
    await moorage(['config', 'set', 'ports.exposeToLan', 'false']);
    await eventually('closed again', async () =>
      (await fromOutside(port)) === 'ECONNREFUSED' ? true : undefined,
    );
    await docker('rm', '-f', 'web');
  },
);

test.skipIf(!possible)(
  'parity C03 a port published on an address of this computer answers there, and on no other',
  async () => {
    const port = await freePort();
    await docker('run', '-d', '--name', 'web', '-p', `${here}:${port}:80`, ...server);
    expect(await fromOutside(port)).toBe(hello.trim());
    await expect(page(port)).rejects.toThrow('ECONNREFUSED');
    expect(await docker('port', 'web', '80/tcp')).toBe(`${here}:${port}`);
    await docker('rm', '-f', 'web');
  },
);

test('parity C03 an address that this computer does not have is named in the error', async () => {
  const port = await freePort();
  const asked = await tryMoorage(['port', 'add', `203.0.113.7:${port}:80`, '--container', 'nobody']);
  // It waits for its container, so nothing is wrong yet.
  expect(asked.code).toBe(0);
  await docker('run', '-d', '--name', 'nobody', ...server);
  const told = await eventually('it has failed', async () => {
    const { text } = await moorage(['port', 'ls', '--json']);
    return text.includes('port.addressMissing') ? text : undefined;
  });
  expect(told).toContain('203.0.113.7');
  await docker('rm', '-f', 'nobody');
  await moorage(['port', 'rm', String(port)]);
});
