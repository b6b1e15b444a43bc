/** Networks in the window: the list, a network's page, and the map. */
import { expect, it } from 'vitest';
import { Networks } from './pages/networks.ts';
import { looks, nameOf, picture } from './pictures.ts';
import { describeWindow } from './window.ts';

describeWindow('networks', {}, (window) => {
  it('parity N02 makes a network with everything that can be said, and tells what is wrong before it asks', async () => {
    const page = await Networks.open(await window.open());
    const { shell } = page;
    const dialog = await page.fillForm({
      name: 'whole',
      fields: {
        'network.subnet': '10.91.3.0/16',
        'network.gateway': '10.92.0.1',
        'network.ipRange': '10.91',
      },
    });
    await dialog.getByText(shell.say('network.fault.base', { subnet: '10.91.0.0/16' })).waitFor();
    await dialog.getByText(shell.say('network.fault.subnet')).waitFor();
    await dialog.getByText(shell.say('network.fault.outside', { subnet: '10.91.3.0/16' })).waitFor();
    await page.submit(dialog, 'create');
    await dialog.getByLabel(shell.say('network.subnet'), { exact: true }).fill('10.91.0.0/16');
    await dialog.getByLabel(shell.say('network.gateway'), { exact: true }).fill('10.91.0.9');
    await dialog.getByLabel(shell.say('network.ipRange'), { exact: true }).fill('10.91.5.0/24');
    await dialog.getByLabel(shell.say('network.internal'), { exact: true }).check();
    await dialog.getByLabel(shell.say('network.labels'), { exact: true }).fill('team=shop\nkind=test');
    await page.submit(dialog, 'create');
    await dialog.waitFor({ state: 'detached' });
    await shell.told(
      'docker network create --driver bridge --subnet 10.91.0.0/16 --ip-range 10.91.5.0/24 ' +
        '--gateway 10.91.0.9 --internal --label team=shop --label kind=test whole',
    );
    await page.page('whole');
    const facts = shell.page.getByRole('main');
    for (const text of ['10.91.0.0/16', '10.91.0.9', '10.91.5.0/24', 'shop'])
      await facts.getByText(text, { exact: true }).waitFor();
    await facts.getByText(shell.say('network.names.own')).waitFor();

    // The engine's refusal says what can be done about it.
    await shell.go('networks');
    const again = await page.fillForm({ name: 'again', fields: { 'network.subnet': '10.91.0.0/16' } });
    await page.submit(again, 'create');
    await again.locator('[data-code="network.poolOverlap"]').waitFor();
    await shell.page.keyboard.press('Escape');
    await page.page('whole');
    await shell.button(shell.say('remove')).click();
    await page.submit(shell.dialog(), 'remove');
    await shell.told('docker network rm whole');
    await shell.page.getByRole('heading', { level: 1, name: shell.say('nav.networks') }).waitFor();
  });

  it('parity N01 connects a container with an alias, shows it on both pages, and disconnects it', async () => {
    const page = await Networks.open(await window.open());
    const { shell } = page;
    await page.page('playground', 'containers');
    await page.connect('toolbox', { 'network.aliases': 'tools, box', 'network.address4': '172.28.9.9' });
    await shell.told('docker network connect --alias tools --alias box --ip 172.28.9.9 playground toolbox');
    const row = shell.row('toolbox');
    await row.getByText('172.28.9.9/16').waitFor();
    await row.getByText('tools, box').waitFor();
    await row.getByRole('link', { name: 'toolbox' }).click();
    const own = shell.page.getByRole('region', { name: shell.say('nav.networks'), exact: true });
    await own.getByText('172.28.9.9/16 tools box').waitFor();
    await own.getByRole('link', { name: 'playground' }).click();
    await shell.page.getByRole('tab', { name: shell.say('network.tab.containers'), exact: true }).click();
    await page.disconnect('toolbox');
    await shell.told('docker network disconnect playground toolbox');
    await row.waitFor({ state: 'detached' });
    await page.page('bridge', 'containers');
    const dialog = await page.fillConnect('shop-web-1', { 'network.aliases': 'www' });
    await page.submit(dialog, 'network.connect');
    await dialog.locator('[data-code="network.noAlias"]').waitFor();
    await shell.page.keyboard.press('Escape');
  });

  it('parity N01 removes many by the keyboard, never the engine’s own, and shows what a prune takes', async () => {
    const page = await Networks.open(await window.open());
    const { shell } = page;
    for (const name of ['many-1', 'many-2', 'many-3']) await page.create({ name });
    await shell.page.getByRole('searchbox').fill('many-');
    await shell.page.getByRole('link', { name: 'many-1', exact: true }).focus();
    await shell.page.keyboard.press('Shift+ArrowDown');
    await shell.page.keyboard.press('Delete');
    await page.submit(shell.dialog(), 'remove');
    await shell.told('docker network rm many-1 many-2');
    await shell.page.getByRole('searchbox').fill('');
    await shell.row('many-3').waitFor();
    expect(await shell.row('host').getByRole('checkbox').count()).toBe(0);
    await shell.button(shell.say('networks.prune')).click();
    const list = shell.dialog().getByRole('list', { name: shell.say('networks.prune.list') });
    expect(await list.getByRole('listitem').allInnerTexts()).toEqual([expect.stringContaining('many-3')]);
    await page.submit(shell.dialog(), 'networks.prune.submit');
    await shell.told('docker network prune --force');
    await shell.row('many-3').waitFor({ state: 'detached' });
    await shell.row('playground').waitFor();
  });

  it('parity N02 draws who reaches whom, for the mouse, the keyboard and as a table', async () => {
    const page = await Networks.open(await window.open());
    const { shell } = page;
    await page.tab('map');
    await page.node('container', 'shop-web-1').click();
    await page.chosen.getByText(shell.say('reach.name')).waitFor();
    await page.chosen.getByRole('link', { name: 'shop-db-1' }).waitFor();
    await page.chosen.getByText('8080 → 80').waitFor();
    expect(await page.chosen.getByRole('link', { name: 'toolbox' }).count()).toBe(0);
    const lit = (name: string) => page.node('container', name).getAttribute('class');
    expect(await lit('shop-db-1')).toContain('map__node--on');
    expect(await lit('toolbox')).not.toContain('map__node--on');

    // One stop for the Tab key, and arrows from there.
    await page.node('container', 'shop-web-1').press('ArrowLeft');
    await expect
      .poll(() => shell.page.evaluate('document.activeElement?.getAttribute("data-node")'))
      .toBe('computer');
    await shell.page.keyboard.press('Enter');
    await page.chosen.getByRole('heading', { name: shell.say('map.computer') }).waitFor();
    await shell.page.keyboard.press('Escape');
    await page.chosen.getByText(shell.say('map.choose')).waitFor();
    await page.node('network', 'shop_default').click();
    await page.chosen.getByRole('link', { name: 'shop-worker-1' }).waitFor();

    await page.tab('reach');
    await shell
      .row('whoami')
      .getByText(`${shell.say('reach.address')} toolbox`)
      .waitFor();
    await shell.row('shop-worker-1').getByText(shell.say('reach.off.short')).waitFor();
  });
});

describeWindow('pictures of networks', {}, (window) => {
  it('need a network with several containers', async () => {
    const first = await Networks.open(await window.open());
    await first.create({
      name: 'backend',
      fields: {
        'network.subnet': '10.70.0.0/16',
        'network.subnet6': 'fd00:70::/64',
        'network.labels': 'team=shop',
      },
      checks: ['network.internal', 'network.ipv6'],
    });
    await first.page('backend', 'containers');
    await first.connect('shop-db-1', { 'network.aliases': 'database' });
    await first.connect('toolbox');
  });

  for (const look of looks) {
    it(`are taken (${nameOf(look)})`, async () => {
      const page = await Networks.open(await window.open(look));
      const { shell } = page;
      const shot = (name: string) => picture(shell, look, name);
      await page.tab('map');
      await page.node('container', 'shop-db-1').waitFor();
      await shot('networks-map');
      await page.node('container', 'shop-db-1').click();
      await page.chosen.getByRole('link').first().waitFor();
      await shot('networks-map-chosen');
      await page.tab('reach');
      await shell.page.getByRole('link', { name: 'shop-db-1', exact: true }).waitFor();
      await shot('networks-reach');
      await page.page('backend');
      await shot('network-overview');
      await shell.page.getByRole('tab', { name: shell.say('network.tab.containers'), exact: true }).click();
      await shell.row('shop-db-1').waitFor();
      await shot('network-containers');
      await page.fillConnect('cache', { 'network.address4': '1.2' });
      await shot('network-connect');
      await shell.page.keyboard.press('Escape');
      await shell.dialog().waitFor({ state: 'detached' });
      await shell.go('networks');
      await page.fillForm({
        name: 'new',
        checks: ['network.ipv6'],
        fields: { 'network.subnet': '10.1.2.3/16' },
      });
      await shot('network-create');
      await shell.page.keyboard.press('Escape');
      await shell.dialog().waitFor({ state: 'detached' });
      await shell.button(shell.say('networks.prune')).click();
      await shot('networks-prune');
      await shell.page.keyboard.press('Escape');
    });
  }
});
