/**
 * Pictures of every page and state, for people to look at: in `test/output/screenshots`, which git does not keep. With
 * MOORAGE_WRITE_SCREENSHOTS=1 the two pictures of the README are made anew as well.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { occupy } from './busy-port.ts';
import { ContainerPage } from './pages/container.ts';
import { Images } from './pages/images.ts';
import type { Shell } from './pages/shell.ts';
import { looks, nameOf, picture } from './pictures.ts';
import { describeWindow, type OpenOptions } from './window.ts';

const root = resolve(import.meta.dirname, '..', '..');

async function lists(shell: Shell, look: OpenOptions): Promise<void> {
  for (const place of [
    'containers',
    'images',
    'volumes',
    'networks',
    'ports',
    'shares',
    'settings',
  ] as const) {
    await shell.go(place);
    if (place !== 'settings') await shell.page.locator('[data-index]').first().waitFor();
    await picture(shell, look, place);
  }
  await shell.go('machine');
  await shell.page.locator('.meter path[d^=M]').first().waitFor();
  await picture(shell, look, 'machine');
}

async function container(shell: Shell, look: OpenOptions): Promise<void> {
  const page = await ContainerPage.open(shell, 'shop-worker-1');
  await page.search.fill('error');
  await page.check('times').check();
  await page.log.locator('mark').first().waitFor();
  await picture(shell, look, 'logs');
  const json = await page.rawJson();
  await expect.poll(() => json.innerText()).toContain('worker');
  await picture(shell, look, 'inspect');
  await ContainerPage.open(shell, 'shop-web-1');
  await page.tab('ports');
  await shell.page.locator('[data-index]').first().waitFor();
  await picture(shell, look, 'container-ports');
  await page.tab('changes');
  await expect.poll(() => page.changes()).toHaveLength(4);
  await picture(shell, look, 'changes');
  await ContainerPage.open(shell, 'toolbox');
  await page.tab('terminal');
  await page.keyboardIsInTerminal();
  await shell.page.keyboard.type('ls\n');
  await expect.poll(() => page.screen()).toMatch(/\nvar\s*\n.*#/);
  await picture(shell, look, 'terminal');
}

/** Ports that stand as they may, and what asks about one. */
async function ports(shell: Shell, look: OpenOptions, busy: number): Promise<void> {
  const name = `localhost:${busy}`;
  const away = async () => {
    await shell.page.keyboard.press('Escape');
    await shell.dialog().waitFor({ state: 'detached' });
  };
  await shell.go('ports');
  await shell.page.locator('[data-code="port.inUse"]').waitFor();
  await shell.row('localhost:8081').getByText(shell.say('ports.state.closed')).waitFor();
  await picture(shell, look, 'ports-states');
  await shell.button(shell.say('ports.add')).click();
  const add = shell.dialog();
  await add.getByLabel(shell.say('ports.hostPort'), { exact: true }).fill('9000');
  await add.getByLabel(shell.say('ports.column.target'), { exact: true }).selectOption('cache');
  await add.getByLabel(shell.say('ports.portThere'), { exact: true }).fill('6379');
  await picture(shell, look, 'ports-add');
  await away();
  await shell.page.getByRole('button', { name: shell.say('more', { name }), exact: true }).click();
  await picture(shell, look, 'ports-menu');
  await shell.page.keyboard.press('Escape');
  for (const [what, state] of [
    ['ports.move', 'ports-move'],
    ['ports.lan.on', 'ports-lan'],
    ['remove', 'ports-remove'],
  ] as const) {
    await shell.choose(name, shell.say(what));
    await shell.dialog().waitFor();
    await picture(shell, look, state);
    await away();
  }
}

async function dialogs(shell: Shell, look: OpenOptions): Promise<void> {
  const away = async () => {
    await shell.page.keyboard.press('Escape');
    await shell.dialog().waitFor({ state: 'detached' });
  };
  await shell.go('containers');
  await shell.button(shell.say('run.title')).click();
  const run = shell.dialog();
  await run.getByLabel(shell.say('run.image'), { exact: true }).fill('nginx:1.27-alpine');
  await run.getByRole('button', { name: shell.say('run.port.add') }).click();
  await run.getByLabel(shell.say('run.port.host')).fill('99999');
  await run.getByRole('button', { name: shell.say('run.env.add') }).click();
  await run.getByRole('button', { name: shell.say('run.submit'), exact: true }).click();
  await picture(shell, look, 'run');
  await away();
  const images = await Images.open(shell);
  const pull = await images.pull('slow/picture');
  await expect.poll(() => pull.getByRole('progressbar').count()).toBeGreaterThan(0);
  await picture(shell, look, 'pull');
  await away();
  const failed = await images.pull('missing/picture');
  await failed.getByRole('alert').waitFor();
  await picture(shell, look, 'pull-failed');
  await away();
  await shell.go('containers');
  await shell.page.getByRole('button', { name: shell.say('more', { name: 'toolbox' }) }).click();
  await picture(shell, look, 'menu');
  await shell.page.getByRole('menuitem', { name: shell.say('remove') }).click();
  await shell.dialog().waitFor();
  await picture(shell, look, 'remove');
  await away();
  await shell.page.keyboard.press('Control+k');
  await shell.dialog(shell.say('palette')).waitFor();
  await picture(shell, look, 'palette');
  await away();
}

describeWindow('pictures of a window with a running machine', {}, (window) => {
  for (const look of looks) {
    it(`are taken (${nameOf(look)})`, async () => {
      const shell = await window.open(look);
      await lists(shell, look);
      await container(shell, look);
      await dialogs(shell, look);
    });
  }

  it('of ports that are taken, waiting, closed, refused and open to the LAN are taken', async () => {
    const { port, free } = await occupy();
    const { core } = window;
    // It is kept, and told as a failure.
    await expect(core.moorage('port', 'add', `${port}:6379`, '--container', 'cache')).rejects.toThrow(
      /port/i,
    );
    await core.moorage('port', 'add', '18161:80', '--container', 'later');
    // It is kept, and told as a failure.
    await expect(core.moorage('port', 'add', '18162:53/udp', '--container', 'cache')).rejects.toThrow(
      /port/i,
    );
    await core.moorage('port', 'add', '0.0.0.0:18163:6379', '--container', 'cache');
    await core.moorage('port', 'rm', '8081');
    for (const look of looks) await ports(await window.open(look), look, port);
    await core.moorage('port', 'restore', '8081');
    await free();
  });

  it('of a window whose core is gone are taken', async () => {
    const gone = /ERR_CONNECTION_(?:REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|WebSocket connection to/;
    const shells: (readonly [Shell, OpenOptions])[] = [];
    for (const look of looks) shells.push([await window.open({ ...look, tolerate: gone }), look]);
    for (const [shell] of shells) await shell.page.locator('[data-index]').first().waitFor();
    await window.core.kill();
    for (const [shell, look] of shells) {
      await shell.banner.waitFor();
      const row = shell.page.getByRole('row').filter({ has: shell.page.locator('a.list__name') });
      await row.first().getByRole('button').first().click();
      await shell.notices.first().waitFor();
      await picture(shell, look, 'disconnected');
    }
  });
});

describeWindow(
  'pictures of a window on its way',
  { running: false, scenario: 'empty', slowMs: 2500 },
  (window) => {
    it('are taken: offline, starting, empty', async () => {
      const shells: (readonly [Shell, OpenOptions])[] = [];
      for (const look of looks) shells.push([await window.open(look), look]);
      for (const [shell, look] of shells) {
        await shell.machineIs('absent');
        await picture(shell, look, 'offline');
        await shell.go('shares');
        await picture(shell, look, 'offline-shares');
        await shell.go('machine');
      }
      const [first] = shells[0] ?? [];
      await first?.button(first.say('machine.start')).click();
      for (const [shell, look] of shells) {
        await shell.machineIs('starting');
        await picture(shell, look, 'starting');
      }
      for (const [shell, look] of shells) {
        await shell.machineIs('running');
        for (const place of ['containers', 'images', 'volumes'] as const) {
          await shell.go(place);
          await shell.page.getByText(shell.say(`${place}.none`)).waitFor();
          await picture(shell, look, `empty-${place}`);
        }
      }
    });
  },
);

describeWindow('pictures for the README', {}, (window) => {
  it.runIf(process.env['MOORAGE_WRITE_SCREENSHOTS'] === '1')('are made', async () => {
    const to = (name: string) => join(root, 'resources', 'screenshots', name);
    await mkdir(to('.'), { recursive: true });
    const light = await window.open();
    await light.page.locator('[data-index]').nth(5).waitFor();
    await light.page.screenshot({ path: to('containers.png'), animations: 'disabled' });
    const dark = await window.open({ theme: 'dark' });
    await dark.page.getByRole('link', { name: 'shop-web-1' }).click();
    await dark.page.locator('.log__line').nth(5).waitFor();
    await dark.page.screenshot({ path: to('container.png'), animations: 'disabled' });
  });
});
