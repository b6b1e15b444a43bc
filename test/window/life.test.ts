/** A window outlives its core: it says that nobody answers, keeps what it knew, and goes on when there is a core again. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Containers } from './pages/containers.ts';
import { describeWindow } from './window.ts';

/** What a browser says of its own accord about a server that is gone. */
const gone = /ERR_CONNECTION_(?:REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|WebSocket connection to/;

describeWindow('a core that dies under its window', {}, (window) => {
  it('is missed, with the list left standing, and found again once it is back', async () => {
    const shell = await window.open({ tolerate: gone });
    const list = await Containers.open(shell);
    await list.is('shop-web-1', 'running');
    const address = shell.page.url();
    await window.core.kill();
    await shell.banner.getByText(shell.say('connection.lost').split('.')[0] ?? '').waitFor();
    expect(await list.names()).toContain('shop-web-1');
    // What can't be done says so, and the window stays usable.
    await list.press('shop-web-1', 'container.stop');
    await shell.notices.first().waitFor();

    await window.core.start();
    await shell.banner.waitFor({ state: 'detached' });
    await shell.button(shell.say('machine.start')).click();
    await list.is('shop-web-1', 'running');
    await list.press('shop-web-1', 'container.stop');
    await list.is('shop-web-1', 'exited');
    await shell.page.reload();
    await list.is('shop-web-1', 'exited');
    expect(shell.page.url()).toBe(address);
  });

  it('is known again by a file that lets nobody in', async () => {
    const shell = await window.open();
    await shell.machineIs('running');
    const file = join(window.core.home, 'run', 'window.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kept = await readFile(file, 'utf8');
    const cookies = await shell.page.context().cookies();
    const key = await shell.page.evaluate<string>("localStorage.getItem('moorage.key')");
    const [cookie] = cookies.filter(({ name }) => name.startsWith('moorage_'));
    expect(cookie?.value.length).toBeGreaterThan(30);
    expect(key.length).toBeGreaterThan(30);
    expect(kept).not.toContain(cookie?.value);
    expect(kept).not.toContain(key);
    expect(kept).toContain(`"port":${new URL(shell.page.url()).port}`);
  });
});
