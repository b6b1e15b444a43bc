/** The page of ports, and a container's. */
import { expect, it } from 'vitest';
import { occupy } from './busy-port.ts';
import { ContainerPage } from './pages/container.ts';
import { Ports } from './pages/ports.ts';
import { describeWindow } from './window.ts';

describeWindow('the page of ports', {}, (window) => {
  it('parity M07 C20 lists what leads where, finds by words, and is a command', async () => {
    const ports = await Ports.open(await window.open());
    const row = ports.row('localhost:8080');
    await row.getByText('shop-web-1').waitFor();
    await row.getByText(ports.shell.say('ports.state.listening')).waitFor();
    await row.getByText(ports.shell.say('ports.source.published')).waitFor();
    expect(await row.getByRole('link', { name: 'localhost:8080' }).getAttribute('href')).toBe(
      'http://localhost:8080',
    );
    await ports.search.fill('shop-web');
    await expect.poll(() => ports.row('localhost:').count()).toBe(1);
    await ports.search.fill('no such port');
    await ports.shell.page.getByText(ports.shell.say('nothing')).first().waitFor();
    expect(await ports.shell.foot.locator('code').textContent()).toBe('moorage port ls');
  });

  it('parity M07 forwards a port of a running container, moves it, and removes it', async () => {
    const ports = await Ports.open(await window.open());
    const { shell } = ports;
    await ports.add({ hostPort: '18123', container: 'cache', port: '6379' });
    await ports.row('localhost:18123').getByText('cache').waitFor();
    await shell.told('moorage port add 18123:6379 --container cache');
    await ports.move('localhost:18123', '18124');
    await ports.row('localhost:18124').waitFor();
    await shell.told('moorage port move 127.0.0.1:18123/tcp --to 18124');
    expect(await ports.row('localhost:18123').count()).toBe(0);
    await shell.choose('localhost:18124', shell.say('remove'));
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('remove'), exact: true })
      .click();
    await ports.row('localhost:18124').waitFor({ state: 'detached' });
    await shell.told('moorage port rm 127.0.0.1:18124/tcp');
  });

  it('parity M07 C03 closes what a container publishes, and puts it back', async () => {
    const ports = await Ports.open(await window.open());
    const { shell } = ports;
    await shell.choose('localhost:8081', shell.say('ports.close'));
    await ports.row('localhost:8081').getByText(shell.say('ports.state.closed')).waitFor();
    await shell.told('moorage port rm 127.0.0.1:8081/tcp');
    await shell.button(shell.say('ports.restoreOf', { name: 'localhost:8081' })).click();
    await ports.row('localhost:8081').getByText(shell.say('ports.state.listening')).waitFor();
    await shell.told('moorage port restore 127.0.0.1:8081/tcp');
  });

  it('parity M07 C03 moves what a container publishes, and puts it back where it was', async () => {
    const ports = await Ports.open(await window.open());
    const { shell } = ports;
    await ports.move('localhost:8081', '18131');
    const moved = ports.row('localhost:18131');
    const published = shell.say('ports.source.published');
    await moved.getByText(shell.say('ports.movedFrom', { source: published, port: '8081' })).waitFor();
    await shell.choose('localhost:18131', shell.say('ports.restore'));
    await ports.row('localhost:8081').getByText(shell.say('ports.state.listening')).waitFor();
    expect(await moved.count()).toBe(0);
  });

  it('parity M07 one click takes the free port instead of one that is taken', async () => {
    const { port, free } = await occupy();
    const ports = await Ports.open(await window.open());
    const { shell } = ports;
    await ports.add({ hostPort: String(port), container: 'cache', port: '6379' });
    const offer = shell.page.getByRole('button', { name: /^Use port \d+$/ });
    const other = (await offer.innerText()).replace(/\D/g, '');
    await offer.click();
    await ports.row(`localhost:${other}`).getByText(shell.say('ports.state.listening')).waitFor();
    expect(await ports.row(`localhost:${port}`).count()).toBe(0);
    await window.core.moorage('port', 'rm', other);
    await free();
  });

  it('parity M07 waits for a container that is not there, and says why UDP does not go through here', async () => {
    await window.core.moorage('port', 'add', '18141:80', '--container', 'later');
    // It is kept, and told as a failure.
    await expect(window.core.moorage('port', 'add', '18142:53/udp', '--container', 'cache')).rejects.toThrow(
      /port/i,
    );
    const ports = await Ports.open(await window.open());
    const { shell } = ports;
    await ports.row('localhost:18141').getByText(shell.say('ports.state.waiting')).waitFor();
    const refused = ports.row('localhost:18142/udp');
    await refused.locator('[data-code="port.protocolUnsupported"]').waitFor();
    // What no browser can open is no link.
    expect(await refused.getByRole('link', { name: 'localhost' }).count()).toBe(0);
    for (const port of ['18141', '18142/udp']) await window.core.moorage('port', 'rm', port);
    await refused.waitFor({ state: 'detached' });
  });

  it('parity M07 the keyboard alone is enough to forward a port and to remove it', async () => {
    const { shell } = await Ports.open(await window.open());
    const { keyboard } = shell.page;
    await shell.button(shell.say('ports.add')).focus();
    await keyboard.press('Enter');
    await shell.dialog(shell.say('ports.add')).waitFor();
    await keyboard.type('18151');
    await keyboard.press('Tab');
    await keyboard.type('cache');
    await keyboard.press('Tab');
    await keyboard.type('6379');
    await keyboard.press('Enter');
    await shell.dialog().waitFor({ state: 'detached' });
    const row = shell.row('localhost:18151');
    await row.waitFor();
    await shell.told('moorage port add 18151:6379 --container cache');
    const focused = () =>
      shell.page.evaluate<string>(
        '(document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "").trim()',
      );
    // From the last of the forwards, the arrow key steps over the title to what is not forwarded.
    await row.getByRole('link', { name: 'localhost:18151' }).focus();
    await keyboard.press('ArrowDown');
    await expect.poll(focused).toBe('shop-db-1');
    await keyboard.press('ArrowUp');
    await expect.poll(focused).toBe('localhost:18151');
    await row.getByRole('button', { name: shell.say('more', { name: 'localhost:18151' }) }).focus();
    await keyboard.press('Enter');
    await shell.page.locator('[role=menuitem]:focus').waitFor();
    await keyboard.press('End');
    await shell.page.locator('[role=menuitem]:last-child:focus').waitFor();
    await keyboard.press('Enter');
    await shell.dialog(shell.say('ports.remove.title', { name: 'localhost:18151' })).waitFor();
    expect(await focused()).toBe(shell.say('cancel'));
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await row.waitFor({ state: 'detached' });
  });

  it('parity M07 opens a port to the LAN after a question, says so with a mark, and closes it', async () => {
    const ports = await Ports.open(await window.open());
    const { shell } = ports;
    await ports.add({ hostPort: '18125', container: 'cache', port: '6379' });
    await shell.choose('localhost:18125', shell.say('ports.lan.on'));
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('ports.lan.on.submit'), exact: true })
      .click();
    await ports.row('localhost:18125').getByText(shell.say('ports.lan'), { exact: true }).waitFor();
    await shell.choose('localhost:18125', shell.say('ports.lan.off'));
    await shell
      .dialog()
      .getByRole('button', { name: shell.say('ports.lan.off.submit'), exact: true })
      .click();
    await ports
      .row('localhost:18125')
      .getByText(shell.say('ports.lan'), { exact: true })
      .waitFor({ state: 'detached' });
    await window.core.moorage('port', 'rm', '18125');
    await ports.row('localhost:18125').waitFor({ state: 'detached' });
  });

  it('parity C03 tells who has a port that is taken, offers another, and takes it over when it is free', async () => {
    const { port, free } = await occupy();
    const ports = await Ports.open(await window.open());
    const { shell } = ports;
    await ports.add({ hostPort: String(port), container: 'cache', port: '6379' });
    const row = ports.row(`localhost:${port}`);
    await row.getByText(shell.say('ports.state.failed')).waitFor();
    await shell.page.locator('[data-code="port.inUse"]').getByText(`pid ${process.pid}`).waitFor();
    await shell.page.getByRole('button', { name: /^Use port \d+$/ }).waitFor();
    await free();
    await row.getByText(shell.say('ports.state.listening')).waitFor();
    await window.core.moorage('port', 'rm', String(port));
  });

  it('says what is wrong in the form, and what the core refuses', async () => {
    const ports = await Ports.open(await window.open());
    const { shell } = ports;
    await ports.write({ hostPort: '0', container: '', port: 'http' });
    await ports.submit();
    expect(await shell.dialog().getByText(shell.say('ports.number')).count()).toBe(2);
    await ports.write({ hostPort: '8080', container: 'cache', port: '6379' });
    await ports.submit();
    await expect.poll(() => shell.dialog().getByRole('alert').innerText()).toContain('shop-web-1');
    await shell.page.keyboard.press('Escape');
  });

  it('parity M07 forwards with one click what is exposed and not published, on the container’s page', async () => {
    const shell = await window.open();
    await ContainerPage.open(shell, 'cache');
    await shell.page.getByRole('tab', { name: shell.say('container.tab.ports') }).click();
    expect(await shell.foot.locator('code').textContent()).toBe('docker port cache');
    const forward = shell.page.getByRole('button', {
      name: shell.say('actOn', { action: shell.say('ports.forward'), name: 'cache:6379' }),
    });
    await forward.click();
    await shell.row('localhost:6379').getByText(shell.say('ports.state.listening')).waitFor();
    await shell.told('moorage port add 6379:6379 --container cache');
    await window.core.moorage('port', 'rm', '6379');
  });

  it('sets what is open to whom', async () => {
    const shell = await window.open();
    await shell.go('settings');
    const lan = shell.page.getByLabel(shell.say('settings.ports.exposeToLan'));
    // Not `check`: the box follows the setting, a moment after the click.
    await lan.click();
    await expect.poll(() => lan.isChecked()).toBe(true);
    expect(await window.core.moorage('config', 'get', 'ports.exposeToLan')).toBe('true');
    await window.core.moorage('config', 'set', 'ports.exposeToLan', 'false');
    await expect.poll(() => lan.isChecked()).toBe(false);
    const idle = shell.page.getByLabel(shell.say('settings.ports.udpIdleSeconds'), { exact: true });
    await idle.fill('0');
    await idle.press('Enter');
    await shell.page.getByText(shell.say('settings.ports.udpIdleSeconds.invalid')).waitFor();
    await idle.fill('90');
    await idle.press('Enter');
    await expect.poll(() => window.core.moorage('config', 'get', 'ports.udpIdleSeconds')).toBe('90');
  });
});
