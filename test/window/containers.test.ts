/** The list of containers, and everything that can be done with one. */
import { expect, it } from 'vitest';
import { Containers } from './pages/containers.ts';
import { describeWindow } from './window.ts';

describeWindow('the list of containers', {}, (window) => {
  it('parity C08 shows all, and those that the search and the filter leave', async () => {
    const list = await Containers.open(await window.open());
    const { shell } = list;
    await list.is('shop-web-1', 'running');
    const all = await list.names();
    expect(all).toEqual(expect.arrayContaining(['shop-api-1', 'shop-worker-1', 'cache', 'toolbox']));
    await list.filter.selectOption('stopped');
    await expect.poll(() => list.names()).not.toContain('shop-web-1');
    const stopped = await list.names();
    expect(stopped).toEqual(expect.arrayContaining(['shop-worker-1', 'nightly-report']));
    await list.filter.selectOption('running');
    await expect.poll(() => list.names()).toContain('cache');
    expect([...stopped, ...(await list.names())].toSorted()).toEqual(all.toSorted());
    await list.filter.selectOption('all');
    await list.search.fill('SHOP postgres');
    await expect.poll(() => list.names()).toEqual(['shop-db-1']);
    await list.search.fill('no such thing');
    await shell.page.getByText(shell.say('nothing')).waitFor();
    await list.search.fill('');
    await expect.poll(() => list.names()).toEqual(all);
    expect(await shell.foot.locator('code').textContent()).toBe('docker ps --all');
  });

  it('parity C16 tells what became of a container', async () => {
    const list = await Containers.open(await window.open());
    await list.row('image-resizer').getByText('Exited (137)').waitFor();
  });

  it('parity C10 stops, starts, restarts, pauses, resumes and kills', async () => {
    const list = await Containers.open(await window.open());
    const { shell } = list;
    const name = 'shop-web-1';
    await list.press(name, 'container.stop');
    await list.is(name, 'exited');
    await shell.told(`docker stop ${name}`);
    await list.press(name, 'container.start');
    await list.is(name, 'running');
    await shell.told(`docker start ${name}`);
    await list.press(name, 'container.restart');
    await shell.told(`docker restart ${name}`);
    await list.is(name, 'running');
    await list.choose(name, 'container.pause');
    await list.is(name, 'paused');
    await shell.told(`docker pause ${name}`);
    await list.press(name, 'container.unpause');
    await list.is(name, 'running');
    await shell.told(`docker unpause ${name}`);
    await list.choose(name, 'container.kill');
    await list.is(name, 'exited');
    await shell.told(`docker kill ${name}`);
    await list.row(name).getByText('Exited (137)').waitFor();
    await list.choose(name, 'container.start');
    await list.is(name, 'running');
  });

  it('parity C14 removes a container that is ended at once, and one that runs only by force, after asking', async () => {
    const list = await Containers.open(await window.open());
    const { shell } = list;
    await list.choose('nightly-report', 'remove');
    const asking = shell.dialog(shell.say('container.remove.title', { name: 'nightly-report' }));
    await asking.getByText('docker rm nightly-report').waitFor();
    await asking.getByRole('button', { name: shell.say('cancel') }).click();
    await asking.waitFor({ state: 'detached' });
    await list.is('nightly-report', 'exited');
    await list.choose('nightly-report', 'remove');
    await asking.getByRole('button', { name: shell.say('remove'), exact: true }).click();
    await list.link('nightly-report').waitFor({ state: 'detached' });
    await shell.told('docker rm nightly-report');
    await list.choose('shop-db-1', 'remove');
    const forced = shell.dialog(shell.say('container.remove.title', { name: 'shop-db-1' }));
    await forced.getByRole('checkbox', { name: shell.say('container.remove.volumes') }).check();
    await forced.getByRole('button', { name: shell.say('remove'), exact: true }).click();
    await list.link('shop-db-1').waitFor({ state: 'detached' });
    await shell.told('docker rm --force --volumes shop-db-1');
  });

  it('two windows see the same', async () => {
    const [one, other] = await Promise.all([window.open(), window.open()]);
    const [here, there] = [await Containers.open(one), await Containers.open(other)];
    await there.is('whoami', 'running');
    await here.press('whoami', 'container.stop');
    await there.is('whoami', 'exited');
  });
});
