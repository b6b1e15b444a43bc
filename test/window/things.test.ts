/** Volumes and networks. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Shell } from './pages/shell.ts';
import { Volumes } from './pages/volumes.ts';
import { describeWindow } from './window.ts';

async function create(shell: Shell, kind: 'volume' | 'network', name: string, subnet = ''): Promise<void> {
  await shell.button(shell.say(`${kind}.create`)).click();
  const dialog = shell.dialog(shell.say(`${kind}.create`));
  await dialog.getByLabel(shell.say('column.name'), { exact: true }).fill(name);
  if (subnet !== '') await dialog.getByLabel(shell.say('network.subnet'), { exact: true }).fill(subnet);
  await dialog.getByRole('button', { name: shell.say('create'), exact: true }).click();
}

async function remove(shell: Shell, name: string): Promise<void> {
  const label = shell.say('actOn', { action: shell.say('remove'), name });
  await shell.button(label).click();
  await shell
    .dialog()
    .getByRole('button', { name: shell.say('remove'), exact: true })
    .click();
}

describeWindow('volumes and networks', {}, (window) => {
  it('parity V01 makes a volume and removes it, but none that is in use', async () => {
    const shell = await window.open();
    await shell.go('volumes');
    await create(shell, 'volume', 'made-here');
    await shell.row('made-here').waitFor();
    await shell.told('docker volume create made-here');
    await remove(shell, 'made-here');
    await shell.row('made-here').waitFor({ state: 'detached' });
    await shell.told('docker volume rm made-here');
    await shell.row('shop_db-data').getByText('shop-db-1').waitFor();
    await remove(shell, 'shop_db-data');
    await expect.poll(() => shell.dialog().getByRole('alert').innerText()).toContain('in use');
    await shell.told('docker volume rm shop_db-data', 'failed');
    await shell.page.keyboard.press('Escape');
    await shell.dialog().waitFor({ state: 'detached' });
    await shell.row('shop_db-data').waitFor();
  });

  it('parity V03 V04 backs a volume up and restores it, on the fake engine too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mth-'));
    try {
      const shell = await window.open();
      const page = await Volumes.open(shell);
      const path = join(folder, 'notebooks.tar');
      await page.backUp('notebooks', path);
      await shell.told(
        'docker run --rm --mount type=volume,source=notebooks,target=/volume,readonly ' +
          `--mount type=bind,source=${folder},target=/backup busybox tar cf /backup/notebooks.tar -C /volume .`,
      );
      const content = await readFile(path);
      await page.finish(await page.restore({ name: 'notebooks.tar', content }, 'restored'));
      await shell.row('restored').waitFor();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('parity N01 N02 makes a network with a subnet and removes it, but none that is in use', async () => {
    const shell = await window.open();
    await shell.go('networks');
    await create(shell, 'network', 'made-here', '10.77.0.0/24');
    await shell.row('made-here').getByText('10.77.0.0/24').waitFor();
    await shell.told('docker network create --driver bridge --subnet 10.77.0.0/24 made-here');
    await remove(shell, 'made-here');
    await shell.row('made-here').waitFor({ state: 'detached' });
    await shell.told('docker network rm made-here');
    await remove(shell, 'shop_default');
    await expect.poll(() => shell.dialog().getByRole('alert').count()).toBe(1);
    await shell.told('docker network rm shop_default', 'failed');
    await shell.page.keyboard.press('Escape');
    // What Docker itself brings can't be removed.
    expect(await shell.row('host').getByRole('button').count()).toBe(0);
  });

  it('says what is missing before it makes anything', async () => {
    const shell = await window.open();
    await shell.go('volumes');
    await create(shell, 'volume', '');
    await shell.dialog().getByText(shell.say('create.nameMissing')).waitFor();
  });

  it('parity V01 finds by name', async () => {
    const shell = await window.open();
    await shell.go('volumes');
    await shell.page.getByRole('searchbox').fill('NOTE');
    await expect.poll(() => shell.page.locator('[data-index]').count()).toBe(1);
    await shell.row('notebooks').waitFor();
  });
});
